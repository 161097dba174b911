/** What some work of a library logs, as text: the completion library prints, commands hand text to their Io. */
export function printed(work: () => void): string {
  const lines: string[] = [];
  const { log } = console;
  console.log = (text: unknown) => void lines.push(String(text));
  try {
    work();
  } finally {
    console.log = log;
  }
  return `${lines.join('\n')}\n`;
}
