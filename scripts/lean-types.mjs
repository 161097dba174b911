// The last step of `npm run build`: the compiler indents declarations by four spaces, and a tab says the same in one byte. The
// package has a size to keep, and its declarations are a tenth of it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'dist', 'types');
for (const name of readdirSync(folder, { recursive: true })) {
  if (!name.endsWith('.d.ts')) continue;
  const text = readFileSync(join(folder, name), 'utf8');
  writeFileSync(
    join(folder, name),
    text
      .replace(/^(?: {4})+/gm, (indent) => '\t'.repeat(indent.length / 4))
      // Lines of a comment may begin with a star, and say the same without.
      .replace(/^\t* \*(?: |$)/gm, ''),
  );
}
