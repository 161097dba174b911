// A test runner for Stryker that runs the tests of test/core in its own process: they are bundled once with the mutated
// sources, and each mutant gets a fresh instance of the bundle and the tests that reach it. Starting vitest anew for every
// mutant takes a second, this some hundredths. What vitest gives these tests (describe, test, expect) is given here from
// the same parts: @vitest/expect on chai.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect';
import * as chai from 'chai';
import { build } from 'esbuild';
import { COMMON, withPlugins } from './plugins.mjs';

const TESTS = 'test/core';
const NAMESPACE = '__stryker__';
/** Simulations and long replays say in a second what others say in a millisecond. */
const SLOW_MS = 150;
/** Of a property; vitest runs a hundred and more. */
const RUNS = 25;
/** Where the bundle finds what it imports from vitest. */
const HOOK = '__hwroiTests__';

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);

function expect(value, message) {
  return chai.expect(value, message);
}
Object.assign(expect, chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT]);
setState({ assertionCalls: 0, isExpectingAssertions: false }, expect);

/** Collects tests as their files are run: `describe` only groups, names need not be unique. */
function registry() {
  const tests = [];
  const finished = [];
  const named =
    (run) =>
    (...args) =>
      run(
        args.find((arg) => typeof arg === 'function'),
        String(args[0]),
      );
  const each =
    (run, spread) =>
    (rows) =>
    (...args) => {
      const body = args.find((arg) => typeof arg === 'function');
      for (const row of rows) run(spread && Array.isArray(row) ? () => body(...row) : () => body(row), String(args[0]));
    };
  const withTables = (run) => Object.assign(named(run), { for: each(run, false), each: each(run, true) });
  const test = withTables((body, name) => tests.push({ id: `${tests.length}: ${name}`, body }));
  const describe = withTables((body) => body());
  return { tests, finished, api: { describe, test, it: test, expect, onTestFinished: (work) => finished.push(work) } };
}

class InProcessRunner {
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
    const contents = files
      .toSorted()
      .map((name) => `import ${JSON.stringify(`./${TESTS}/${name.replaceAll('\\', '/')}`)};`)
      .join('\n');
    const text = await withPlugins(async ({ catalogModules, scenarioModules, liveModules, schemaModules }) => {
      const { outputFiles } = await build({
        ...COMMON,
        format: 'cjs',
        write: false,
        // The package says that its files do nothing when loaded: those of the tests do.
        ignoreAnnotations: true,
        stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
        external: ['fast-check'],
        plugins: [vitestHere, fixedFolders, catalogModules(), scenarioModules(), liveModules(), schemaModules()],
      });
      return outputFiles[0].text;
    });
    const require = createRequire(pathToFileURL(join(process.cwd(), 'package.json')));
    const quick = fewRuns(require('fast-check'));
    this.require = (name) => (name === 'fast-check' ? quick : require(name));
    this.script = new vm.Script(`(function (require, module, exports) {${text}\n})`, { filename: 'core-tests.cjs' });
    // Every worker times the tests itself, before Stryker's clock runs.
    await this.dryRun();
  }

  /** A fresh instance of sources and tests; module state of one mutant cannot reach the next. */
  load() {
    const { tests, finished, api } = registry();
    globalThis[HOOK] = api;
    this.script.runInThisContext()(this.require, { exports: {} }, {});
    return { tests, finished };
  }

  /** The quickest first: most mutants fall to one of them; the slowest are left out, which can only cost kills. */
  inOrder(tests) {
    const timeOf = ({ id }) => this.times?.get(id) ?? 0;
    return tests.filter((test) => timeOf(test) < SLOW_MS).toSorted((a, b) => timeOf(a) - timeOf(b));
  }

  async run({ tests, finished }, { wanted, bail }) {
    const results = [];
    const asked = wanted === undefined ? tests : tests.filter(({ id }) => wanted.has(id));
    for (const { id, body } of this.inOrder(asked)) {
      globalThis[NAMESPACE].currentTestId = id;
      const startedAt = performance.now();
      let failure;
      try {
        await body();
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
      }
      for (const work of finished.splice(0)) await work();
      const common = { id, name: id, timeSpentMs: performance.now() - startedAt };
      results.push(
        failure === undefined
          ? { ...common, status: TestStatus.Success }
          : { ...common, status: TestStatus.Failed, failureMessage: failure },
      );
      if (failure !== undefined && bail) break;
    }
    globalThis[NAMESPACE].currentTestId = undefined;
    return { status: DryRunStatus.Complete, tests: results };
  }

  async dryRun() {
    globalThis[NAMESPACE] = { mutantCoverage: { static: {}, perTest: {} } };
    const result = await this.run(this.load(), { bail: false });
    this.times ??= new Map(result.tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]));
    return { ...result, mutantCoverage: globalThis[NAMESPACE].mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation, disableBail }) {
    const active = { activeMutant: activeMutant.id };
    globalThis[NAMESPACE] = { hitCount: hitLimit === undefined ? undefined : 0, hitLimit };
    if (mutantActivation === 'static') Object.assign(globalThis[NAMESPACE], active);
    let result;
    try {
      const loaded = this.load();
      Object.assign(globalThis[NAMESPACE], active);
      const wanted = testFilter === undefined ? undefined : new Set(testFilter);
      result = await this.run(loaded, { wanted, bail: !disableBail });
    } catch (error) {
      // A mutant that breaks the loading of its module is caught by every test that loads it.
      const failed = {
        id: 'load',
        name: 'load',
        timeSpentMs: 0,
        status: TestStatus.Failed,
        failureMessage: String(error),
      };
      result = { status: DryRunStatus.Complete, tests: [failed] };
    }
    return toMutantRunResult(determineHitLimitReached(globalThis[NAMESPACE].hitCount, hitLimit) ?? result);
  }
}

/** Properties with a fixed seed and few runs: enough to notice most mutants, and the score is never flattered by it. */
function fewRuns(module) {
  const assert = (property, settings) =>
    module.assert(property, { ...settings, seed: 1, numRuns: Math.min(settings?.numRuns ?? RUNS, RUNS) });
  const quick = { ...module, assert };
  return { ...quick, default: quick, __esModule: true };
}

/** `vitest` is what this process gives. */
const vitestHere = {
  name: 'vitest-here',
  setup(builder) {
    builder.onResolve({ filter: /^vitest$/ }, () => ({ path: 'vitest', namespace: 'here' }));
    builder.onLoad({ filter: /.*/, namespace: 'here' }, () => ({
      contents: `export const { describe, test, it, expect, onTestFinished } = globalThis.${HOOK};`,
    }));
  },
};

/** A CommonJS bundle knows no import.meta: tests that read fixtures find their folder as it was. */
const fixedFolders = {
  name: 'fixed-folders',
  setup(builder) {
    builder.onLoad({ filter: /[\\/]test[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.dirname', JSON.stringify(resolve(path, '..'))),
      loader: 'ts',
    }));
  },
};

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];
