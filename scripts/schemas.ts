/** Writes schema/: `npm run schemas`. The scenario file from its zod schema, every output from its type. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { scenarioJsonSchema } from '../src/scenario/file/schema.ts';
import { outputSchemas } from './output-schemas.ts';

mkdirSync('schema', { recursive: true });
writeFileSync('schema/scenario.schema.json', `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
for (const [file, text] of outputSchemas()) writeFileSync(`schema/${file}`, text);
