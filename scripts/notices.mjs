// Writes THIRD-PARTY-NOTICES.md: every package whose code the build bundles, with its license text.
// `--check` only compares, for the tests.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { COMMON, withPlugins } from './plugins.mjs';

const bundledPackages = () =>
  withPlugins(async ({ folder, catalogModules, scenarioModules, liveModules, schemaModules }) => {
    const { metafile } = await build({
      ...COMMON,
      entryPoints: ['src/cli/main.ts', 'src/node.ts', 'src/catalog/index.ts'],
      outdir: folder,
      splitting: true,
      write: false,
      metafile: true,
      plugins: [catalogModules({ shared: '../data' }), scenarioModules(), liveModules(), schemaModules()],
    });
    const names = Object.keys(metafile.inputs).flatMap((path) => {
      const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path);
      return match === null ? [] : [match[1]];
    });
    return [...new Set(names)].sort();
  });

function notice(name) {
  const folder = join('node_modules', name);
  const { version, license, author, repository } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text =
    file === undefined
      ? `License: ${license}. The package carries no license file.`
      : readFileSync(join(folder, file), 'utf8').trim();
  const home = (typeof repository === 'string' ? repository : (repository?.url ?? '')).replace(/^git\+/, '');
  const by = typeof author === 'string' ? author : (author?.name ?? '');
  return `## ${name} ${version} (${license})\n\n${[home, by].filter(Boolean).join(' · ')}\n\n\`\`\`text\n${text.replaceAll('```', "'''")}\n\`\`\`\n`;
}

const packages = await bundledPackages();
const text = `# Third-party notices\n\nhwroi bundles the code of these packages.\n\n${packages.map(notice).join('\n')}`;
if (process.argv.includes('--check')) {
  if (readFileSync('THIRD-PARTY-NOTICES.md', 'utf8') !== text) {
    console.error('THIRD-PARTY-NOTICES.md is not current: npm run notices');
    process.exitCode = 1;
  }
} else {
  writeFileSync('THIRD-PARTY-NOTICES.md', text);
  console.log(`${packages.length} packages: ${packages.join(', ')}`);
}
