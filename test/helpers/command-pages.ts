import { COMMANDS } from '../../src/cli/registry.ts';
import { runInMemory } from './memory-io.ts';

const WIDTH = 100;
const NOTE = '<!-- Written by `npm run readme` from the command itself. -->';

const page = async (name: string, summary: string): Promise<string> => {
  const { stdout } = await runInMemory([name, '--help'], { width: WIDTH });
  return `${NOTE}\n\n# hwroi ${name}\n\n${summary}.\n\n\`\`\`text\n${stdout.trimEnd()}\n\`\`\`\n\n[All commands](README.md)\n`;
};

function index(): string {
  const groups = [...new Set(COMMANDS.map((command) => command.group))];
  const sections = groups.map((group) => {
    const rows = COMMANDS.filter((command) => command.group === group);
    const lines = rows.map(({ name, summary }) => `- [${name}](${name}.md): ${summary}`);
    return `## ${group[0]?.toUpperCase()}${group.slice(1)}\n\n${lines.join('\n')}`;
  });
  return `${NOTE}\n\n# Commands\n\n${sections.join('\n\n')}\n`;
}

/** docs/commands as the commands describe themselves: text by file name. */
export async function commandPages(): Promise<ReadonlyMap<string, string>> {
  const pages = new Map([['README.md', index()]]);
  for (const { name, summary } of COMMANDS) pages.set(`${name}.md`, await page(name, summary));
  return pages;
}
