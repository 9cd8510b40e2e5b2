// Checks recorded requests and answers, one JSON object a line, against GitHub's published description of its REST API.
// The argument is the file. See `.ci/openapi`.
'use strict';
const fs = require('fs');
const path = require('path');
const Ajv = require('ajv');
const addFormats = require('ajv-formats');

const folder = path.dirname(require.resolve('@octokit/openapi'));
const description = JSON.parse(fs.readFileSync(path.join(folder, 'generated', 'api.github.com.json'), 'utf8'));

// What is asked for must have been recorded at least once, or the check says nothing of it.
const EXPECTED = [
    'get /user 200', 'get /user 403',
    'get /repos/{owner}/{repo} 200', 'get /repos/{owner}/{repo} 301', 'get /repos/{owner}/{repo} 404',
    'get /repos/{owner}/{repo}/issues 200', 'get /repos/{owner}/{repo}/issues 301',
    'post /repos/{owner}/{repo}/issues 201', 'post /repos/{owner}/{repo}/issues 403',
    'get /repos/{owner}/{repo}/issues/{issue_number} 200', 'get /repos/{owner}/{repo}/issues/{issue_number} 301',
    'get /repos/{owner}/{repo}/issues/{issue_number} 404', 'get /repos/{owner}/{repo}/issues/{issue_number} 410',
    'patch /repos/{owner}/{repo}/issues/{issue_number} 200',
    'get /repos/{owner}/{repo}/issues/{issue_number}/comments 200',
    'get /repos/{owner}/{repo}/issues/{issue_number}/comments 404',
    'get /repos/{owner}/{repo}/issues/{issue_number}/comments 410',
    'post /repos/{owner}/{repo}/issues/{issue_number}/comments 201',
    'post /repos/{owner}/{repo}/issues/{issue_number}/comments 403',
    'patch /repos/{owner}/{repo}/issues/comments/{comment_id} 200',
    'get /repos/{owner}/{repo}/pulls 200',
    'get /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs 200',
    'get /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs 404',
    'get /repos/{owner}/{repo}/contents/{path} 200', 'get /repos/{owner}/{repo}/contents/{path} 404',
    'put /repos/{owner}/{repo}/contents/{path} 200', 'put /repos/{owner}/{repo}/contents/{path} 409',
    'get /repos/{owner}/{repo}/git/matching-refs/{ref} 200',
    'post /repos/{owner}/{repo}/git/trees 201', 'post /repos/{owner}/{repo}/git/commits 201',
    'post /repos/{owner}/{repo}/git/refs 201', 'post /repos/{owner}/{repo}/git/refs 422',
];

// JSON Schema has no `nullable`, and the validator knows it only beside a plain `type`: not beside an `enum`, a
// reference or a choice, as in what creates and changes issues.
function repair(schema) {
    if (Array.isArray(schema)) return schema.map(repair);
    if (schema === null || typeof schema !== 'object') return schema;
    const { nullable, example, examples, ...rest } = schema;
    const whole = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, repair(value)]));
    return nullable === true ? { anyOf: [whole, { type: 'null' }] } : whole;
}

const ajv = new Ajv({ strict: false, allErrors: false, coerceTypes: false });
addFormats(ajv);
for (const format of ['int64', 'int32', 'timestamp', 'repo.nwo']) ajv.addFormat(format, true);
// The root of the document is not a schema; only what references lead to is.
ajv.addSchema({ $id: 'github', components: { schemas: repair(description.components.schemas) } });

const compiled = new Map();
function complaints(name, schema, value) {
    if (!compiled.has(name)) {
        const text = JSON.stringify(repair(schema)).replaceAll('"$ref":"#/', '"$ref":"github#/');
        compiled.set(name, ajv.compile(JSON.parse(text)));
    }
    const validate = compiled.get(name);
    return validate(value) ? [] : validate.errors.map((error) => `${error.instancePath || '/'} ${error.message}`);
}

function resolve(item) {
    return item.$ref ? item.$ref.slice(2).split('/').reduce((at, key) => at[key], description) : item;
}

const templates = Object.keys(description.paths).map((template) => {
    // A path of a file and the name of a branch may hold slashes.
    const pattern = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{(path|ref)\}/g, '.+').replace(/\{[^}]+\}/g, '[^/]+');
    return [template, new RegExp(`^${pattern}$`)];
});

// Where answers lead: by number, which is not described, the same is reached as by name.
function plain(path) {
    return path.replace(/^\/api\/v3/, '').replace(/^\/repositories\/\d+/, '/repos/owner/name');
}

function check(record) {
    const found = templates.filter(([template, pattern]) => {
        return pattern.test(plain(record.path)) && description.paths[template][record.method.toLowerCase()];
    });
    // The one with the most fixed parts, as GitHub itself chooses.
    const [template] = found.sort(([a], [b]) => a.split('{').length - b.split('{').length)[0] ?? [];
    if (!template) return { name: 'unknown', faults: ['no such operation'] };
    const method = record.method.toLowerCase();
    const operation = description.paths[template][method];
    const name = `${method} ${template}`;
    const faults = [];

    const parameters = (operation.parameters ?? []).map(resolve).filter((parameter) => parameter.in === 'query');
    for (const [key, value] of Object.entries(record.query)) {
        const parameter = parameters.find((parameter) => parameter.name === key);
        if (!parameter) { faults.push(`the query ${key} is not known`); continue; }
        const typed = resolve(parameter.schema).type === 'integer' ? Number(value) : value;
        faults.push(...complaints(`${name} ?${key}`, parameter.schema, typed).map((fault) => `query ${key}: ${fault}`));
    }
    const body = operation.requestBody?.content['application/json']?.schema;
    if (body) {
        faults.push(...complaints(`${name} body`, body, record.body).map((fault) => `request: ${fault}`));
        // GitHub passes over what it does not know, so that a slip of the pen would never be noticed.
        for (const key of Object.keys(record.body ?? {})) {
            if (!(key in (body.properties ?? {}))) faults.push(`request: ${key} is not known`);
        }
    } else if (record.body !== null) {
        faults.push('request: a body is not known');
    }

    const described = operation.responses[record.status];
    const raw = record.accept.includes('raw');
    if (!described && record.status < 400 && record.status !== 301) faults.push(`the status ${record.status} is not known`);
    if (!(raw && record.status === 200)) {
        const content = described ? resolve(described).content : undefined;
        const schema = content?.['application/json']?.schema ?? { $ref: '#/components/schemas/basic-error' };
        // Kinds of errors are described as a choice of one, and many errors are of several kinds.
        const choice = record.status >= 400 && schema.oneOf ? { anyOf: schema.oneOf } : schema;
        faults.push(...complaints(`${name} ${record.status}`, choice, record.answer).map((fault) => `answer: ${fault}`));
    }
    return { name: `${name} ${record.status}`, faults };
}

// Tests that run a thousand times ask the same a thousand times.
const lines = new Set(fs.readFileSync(process.argv[2], 'utf8').trim().split('\n'));
const records = [...lines].map((line) => JSON.parse(line))
    .filter((record) => !record.path.endsWith('/graphql'));
const counts = new Map();
let bad = 0;
for (const record of records) {
    const { name, faults } = check(record);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (faults.length > 0 && ++bad <= 20) console.error(`${record.method} ${record.path} → ${record.status}:\n  ${faults.join('\n  ')}`);
}
for (const name of EXPECTED.filter((name) => !counts.has(name))) {
    console.error(`never recorded: ${name}`);
    bad += 1;
}

// A check that cannot fail proves nothing: each of these must be found.
const sample = (method, end, status) => {
    return structuredClone(records.find((record) => {
        return record.method === method && record.path.endsWith(end) && record.status === status;
    }));
};
const spoilt = [
    ['a create without a title', sample('POST', '/issues', 201), (record) => delete record.body.title],
    ['a create with a key of nobody', sample('POST', '/issues', 201), (record) => { record.body.lables = []; }],
    ['a reason of nobody', sample('PATCH', '/issues/2', 200), (record) => { record.body.state_reason = 'boring'; }],
    ['a body that is a number', sample('PATCH', '/issues/2', 200), (record) => { record.body.body = 7; }],
    ['an issue without a number', sample('POST', '/issues', 201), (record) => delete record.answer.number],
    ['an issue of nobody at all', sample('POST', '/issues', 201), (record) => { record.answer.user = 'me'; }],
    ['a list in a strange order', sample('GET', '/issues', 200), (record) => { record.query.direction = 'up'; }],
    ['a change without a message', sample('PUT', '/contents/ledger.json', 200), (record) => delete record.body.message],
    ['a path of nobody', sample('GET', '/user', 200), (record) => { record.path = '/usr'; }],
];
for (const [what, record, spoil] of spoilt) {
    spoil(record);
    if (check(record).faults.length === 0) {
        console.error(`${what} passed; the check is worth nothing`);
        bad += 1;
    }
}

console.log(`${records.length} requests and answers of ${counts.size} kinds, ${bad} complaints`);
process.exit(bad === 0 ? 0 : 1);
