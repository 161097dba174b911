import { currentSurroundings, useSurroundings } from '../app/measured/current.ts';
import type { CommandLine } from './command.ts';
import type { Io } from './io.ts';
import { textOption } from './options.ts';

export { forgetSurroundings } from '../app/measured/current.ts';

const THIS = /(^|[:+=])(\d+\s*[x×*]\s*)?this($|[@=+])/i;

/** Whether an option or the name of a device is this machine. */
export const namesThis = (text: string): boolean => THIS.test(text.trim());

/** The same of a line of JSON: a text in it, or a part of one. */
const THIS_IN_JSON = /["\s:+=](\d+\s*[x×*]\s*)?this["\s@=+]/i;
export const lineNamesThis = (text: string): boolean => THIS_IN_JSON.test(text);

/** Looks at the machine the command runs on, once. */
export async function detectThisMachine(): Promise<void> {
  if (currentSurroundings().thisMachine !== null) return;
  const { thisMachine } = await import('../app/bench/this-machine.ts');
  useSurroundings({ thisMachine: await thisMachine() });
}

/** Whether a word of the line, or the value of an option, names this machine. */
export function namesThisMachine({ positionals, options }: CommandLine): boolean {
  const values = [...positionals, ...Object.values(options).flat()];
  return values.some((value) => typeof value === 'string' && namesThis(value));
}

/** This machine, where the line names it, and what is stored about any, unless `--no-measured` says otherwise. */
export async function prepareSurroundings(line: CommandLine, io: Io): Promise<void> {
  if (namesThisMachine(line)) await detectThisMachine();
  if (line.options.measured === false) return;
  const [{ storeOf }, { storedEvidence }] = await Promise.all([
    import('../app/bench/store-place.ts'),
    import('../app/measured/load.ts'),
  ]);
  const evidence = await storedEvidence(storeOf(textOption(line.options, 'store'), io.env));
  if (evidence !== null) useSurroundings({ evidence });
}
