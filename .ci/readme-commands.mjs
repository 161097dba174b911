// Prints the README's two commands: the one that installs and runs the main job, the one that installs and tests.
import { readFileSync } from 'node:fs';

const blocks = [...readFileSync('README.md', 'utf8').matchAll(/```(?:sh|bash|console)\n([\s\S]*?)```/g)]
  .flatMap((match) => match[1].split('\n'))
  .map((line) => line.replace(/^\$\s+/, '').trim());
const run = blocks.find((line) => line.startsWith('npm ci') && line.includes('hwroi breakeven'));
const test = blocks.find((line) => line.startsWith('npm cit'));
if (run === undefined || test === undefined) {
  console.error('README.md does not hold both commands');
  process.exit(1);
}
console.log(run);
console.log(test);
