import { VERSION } from '../report/version.ts';
import { EXIT } from './exit.ts';
import { rootHelp } from './help.ts';
import type { Io } from './io.ts';

/**
 * The whole program without a process: arguments and an Io in, an exit code out. The only error boundary. Nothing but
 * `--help` and `--version` is answered here, so that these load neither the parser of options nor any command.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    const { program } = await import('./program.ts');
    const { exitCodeOf } = await program.failures();
    return await exitCodeOf(error, argv, io);
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const [first] = argv;
  if (first === undefined || first === '--help' || first === '-h' || (first === 'help' && argv.length === 1)) {
    await io.out.write(rootHelp(io.out.width));
    return EXIT.answered;
  }
  if (first === '--version' || first === '-V') {
    await io.out.write(`${VERSION}\n`);
    return EXIT.answered;
  }
  const { program } = await import('./program.ts');
  // What the scripts of `hwroi completion` ask at every press of the tab key.
  if (first === 'complete') return (await program.complete()).complete(argv.slice(1), io);
  const { runNamed } = await program.runNamed();
  return runNamed(first === 'help' ? [...argv.slice(1), '--help'] : argv, io);
}
