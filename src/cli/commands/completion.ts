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

Commands, flags and the names of the catalog are completed, and files where one may stand.

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

/** The script of a shell; the one for zsh with its treatment of colons put right: `own:rtx<TAB>` holds one. */
function completionScript(shell: Shell): string {
  if (shell === 'bash') return BASH;
  const text = printed(() => script(shell, 'hwroi', 'hwroi'));
  return shell === 'zsh' ? text.replace('//:/\\:}', '//:/\\\\:}') : text;
}

/**
 * Our own, for bash 3.2 (macOS) and newer and without the package bash-completion. Bash has split the words at `:` and `=`,
 * so they are read from the line again, and of an answer only what comes after the last of these is given back. Nothing of
 * the line is ever evaluated.
 */
const BASH = `# bash completion for hwroi
__hwroi_words() {
    local line=\${COMP_LINE:0:COMP_POINT} current last value directive=4
    local -a words
    read -ra words <<< "$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    current=\${words[\${#words[@]}-1]}
    last=\${current##*[:=]}
    [[ $current == --*=* ]] && current=\${current#*=}
    COMPREPLY=()
    while IFS=$'\\t' read -r value _; do
        if [[ $value == :[0-9] ]]; then
            directive=\${value#:}
        elif [[ $value == "$current"* ]]; then
            COMPREPLY+=("$last\${value#"$current"}")
        fi
    done < <(hwroi complete -- "\${words[@]:1}" 2>/dev/null)
    if [[ $directive == 4 ]]; then compopt +o default 2>/dev/null; fi
    if [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *: ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F __hwroi_words hwroi
`;
