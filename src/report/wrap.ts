/** Breaks long lines at spaces; continuation lines are indented like the first, or by `hang`. */
export function wrap(lines: readonly string[], width: number | null, hang?: number): string[] {
  if (width === null) return [...lines];
  return lines.flatMap((line) => {
    const indent = hang ?? line.length - line.trimStart().length;
    if (line.length <= width) return [line];
    const out: string[] = [];
    let rest = line;
    while (rest.length > width) {
      const cut = rest.lastIndexOf(' ', width);
      if (cut <= indent) break;
      out.push(rest.slice(0, cut));
      rest = ' '.repeat(indent) + rest.slice(cut + 1);
    }
    return [...out, rest];
  });
}
