/** Writes schema/scenario.schema.json: `node scripts/run.mjs scripts/schema-scenario.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { scenarioJsonSchema } from '../src/scenario/file/schema.ts';

mkdirSync('schema', { recursive: true });
writeFileSync('schema/scenario.schema.json', `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
