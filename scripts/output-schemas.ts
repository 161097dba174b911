import { createRequire as requireFrom } from 'node:module';
import { join } from 'node:path';
import type { Schema } from 'ts-json-schema-generator';

// Not bundled with the script: it holds the TypeScript compiler.
const { createGenerator }: typeof import('ts-json-schema-generator') = requireFrom(join(process.cwd(), 'package.json'))(
  'ts-json-schema-generator',
);

const SOURCE = 'src/app/outputs.ts';

/** A JSON Schema for the document each command prints with `--json`, by file name, from the types in src/app/outputs.ts. */
export function outputSchemas(): ReadonlyMap<string, string> {
  const generator = createGenerator({
    path: SOURCE,
    tsconfig: 'tsconfig.json',
    type: '*',
    skipTypeCheck: true,
    additionalProperties: false,
    topRef: false,
    expose: 'all',
    sortProps: false,
  });
  const envelope = generator.createSchema('Envelope');
  const outputs = generator.createSchema('Outputs');
  return new Map(
    Object.entries(outputs.properties ?? {}).map(([command, result]) => [
      `${command}.schema.json`,
      `${JSON.stringify(documentSchema(command, asSchema(result), { envelope, outputs }))}\n`,
    ]),
  );
}

const asSchema = (value: unknown): Schema => (typeof value === 'object' && value !== null ? value : {});

function documentSchema(
  command: string,
  result: Schema,
  from: { readonly envelope: Schema; readonly outputs: Schema },
): Schema {
  const all: Readonly<Record<string, Schema>> = definitionsOf(from.envelope, from.outputs);
  const document: Schema = {
    ...from.envelope,
    title: `What \`hwroi ${command.replace('.', ' ')} --json\` prints`,
    properties: { ...from.envelope.properties, schema: { const: `hwroi/${command}@1` }, result },
  };
  return { ...document, definitions: reachable({ ...document, definitions: undefined }, all) };
}

const definitionsOf = (...schemas: readonly Schema[]): Readonly<Record<string, Schema>> =>
  Object.fromEntries(
    schemas.flatMap(({ definitions = {} }) =>
      Object.entries(definitions).map(([name, value]) => [name, asSchema(value)]),
    ),
  );

/** Only the definitions a schema refers to, directly or through others. */
function reachable(start: Schema, all: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> {
  const kept: Record<string, Schema> = {};
  const queue: Schema[] = [start];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const [, encoded = ''] of JSON.stringify(next).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      const name = decodeURIComponent(encoded);
      const definition = all[name];
      if (definition === undefined || kept[name] !== undefined) continue;
      kept[name] = definition;
      queue.push(definition);
    }
  }
  return Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
}
