import { script } from '@bomb.sh/tab';
import type { Command } from 'commander';
import { RequestError } from '../../core/failure.ts';
import type { CommandLine } from '../command.ts';
import type { Io } from '../io.ts';
import { printed } from '../printed.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
type Shell = (typeof SHELLS)[number];

const HELP = `
Examples:
  hwroi completion bash >> ~/.bashrc
  hwroi completion zsh > ~/.zsh/completions/_hwroi
  hwroi completion fish > ~/.config/fish/completions/hwroi.fish
  hwroi completion powershell >> $PROFILE

Commands, flags and the names of the catalog are completed. In bash the package bash-completion is needed.

Exit codes: 0 printed, 2 no such shell
`;

export function configure(command: Command): void {
  command.argument('<shell>', SHELLS.join(', ')).addHelpText('after', HELP);
}

export async function run(line: CommandLine, io: Io): Promise<number> {
  const typed = line.positionals[0] ?? '';
  const shell = SHELLS.find((name) => name === typed);
  if (shell === undefined) {
    throw new RequestError([
      { kind: 'usage', message: `no completion for \`${typed}\``, hint: `there are ${SHELLS.join(', ')}` },
    ]);
  }
  await io.out.write(completionScript(shell));
  return 0;
}

/** The script of a shell, with the library's treatment of colons put right: `own:rtx<TAB>` holds one. */
function completionScript(shell: Shell): string {
  const text = printed(() => script(shell, 'hwroi', 'hwroi'));
  if (shell === 'zsh') return text.replace('//:/\\:}', '//:/\\\\:}');
  return shell === 'bash' ? text + BASH_COLONS : text;
}

/** Bash splits words at colons; without this, `own:rtx<TAB>` would become `own:own:rtx-4090`. */
const BASH_COLONS = `
__hwroi_words() {
    __hwroi_complete "$@"
    local cur
    _get_comp_words_by_ref -n "=:" cur
    __ltrim_colon_completions "$cur"
    [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *: ]] && compopt -o nospace
}
complete -F __hwroi_words hwroi
`;
