import { runInMemory } from './memory-io.ts';

/** What `quotes.jsonl` of the README holds. */
const FILES: Readonly<Record<string, string>> = {
  'quotes.jsonl': 'test/fixtures/quotes.jsonl',
};
const BLOCK = /```console\n\$ (hwroi [^\n]*)\n([\s\S]*?)```/g;

/** `hwroi breakeven --users 5` → its arguments; quotes group, nothing is expanded. */
export function argumentsOf(command: string): string[] {
  const words = command.match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  return words.slice(1).map((word) => FILES[word] ?? word.replace(/^(['"])(.*)\1$/, '$2'));
}

/** A document with every console block's output replaced by what the command prints now, as a pipe sees it. */
export async function runConsole(text: string): Promise<string> {
  let result = text;
  for (const [block, command = ''] of text.matchAll(BLOCK)) {
    const { stdout, stderr } = await runInMemory(argumentsOf(command), { tty: true, width: 110 });
    result = result.replace(block, () => `\`\`\`console\n$ ${command}\n${stdout}${stderr}\`\`\``);
  }
  return result;
}
