import { RequestError } from '../../core/failure.ts';
import { forgetMeasurement, readStore } from '../../store/measurements.ts';
import type { Answer } from '../answer.ts';
import type { BenchResult } from './local.ts';

/** `bench list`, `bench show <id>`, `bench forget <id>`: the rows concerned. Broken files are told, never deleted. */
export async function storedRows(
  store: string,
  asked: { readonly action: string; readonly id: string | undefined },
): Promise<Answer<BenchResult>> {
  const { measurements, broken } = await readStore(store);
  const rows = asked.action === 'list' ? measurements : measurements.filter((row) => row.id === asked.id);
  if (!['list', 'show', 'forget'].includes(asked.action)) {
    const message = `\`bench ${asked.action}\` is not known`;
    throw new RequestError([
      {
        kind: 'usage',
        message,
        hint: '`hwroi bench list`, `show <id>`, `add`, `compare <a> <b>`, `export`, `import <file>` or `forget <id>`',
      },
    ]);
  }
  if (asked.action !== 'list' && rows.length === 0) {
    const message =
      asked.id === undefined
        ? `\`bench ${asked.action}\` needs the name of a measurement`
        : `no stored measurement named \`${asked.id}\``;
    throw new RequestError([{ kind: 'usage', message, hint: '`hwroi bench list` shows all of them' }]);
  }
  if (asked.action === 'forget' && asked.id !== undefined) await forgetMeasurement(store, asked.id);
  return {
    command: `bench.${asked.action}`,
    inputs: { store },
    assumptions: [],
    result: { rows, complete: true },
    warnings: broken.map(({ file, reason }) => ({ kind: 'note', text: `${file} is not a measurement: ${reason}` })),
    seed: 0,
  };
}
