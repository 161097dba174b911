import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is told to the half of the checks that runs on Windows, as JSON. */
export interface Setting {
  /** bin/hwroi.js of the unpacked package. */
  readonly program: string;
  /** An empty folder to work in. */
  readonly folder: string;
  /** A program that stands in for llama-bench (stand-in.c), or null. */
  readonly engine: string | null;
  /** Text of a price feed, to be served. */
  readonly feed: string;
  /** Where the outcome is written. */
  readonly outcome: string;
  /** Only the answers: for the system they are compared with. */
  readonly answersOnly: boolean;
}
export interface Check {
  readonly group: string;
  readonly name: string;
  readonly ok: boolean;
  /** What was seen, or what went wrong. */
  readonly note: string;
}
export interface Outcome {
  readonly platform: string;
  readonly node: string;
  readonly checks: readonly Check[];
  /** What each question was answered, byte for byte. */
  readonly answers: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}
export interface Surroundings {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const LONGEST_MS = 120_000;

/** Fails the check with these words. */
export function must(holds: boolean, words: string): void {
  if (!holds) throw new Error(words.slice(0, 600));
}
export function same(seen: unknown, expected: unknown, what: string): void {
  must(Object.is(seen, expected), `${what}: ${JSON.stringify(seen)} where ${JSON.stringify(expected)} was expected`);
}

/** One folder, one home and a list of checks. */
export class Bed {
  readonly setting: Setting;
  readonly checks: Check[] = [];
  readonly home: string;
  #group = '';

  constructor(setting: Setting) {
    this.setting = setting;
    this.home = join(setting.folder, 'home');
    mkdirSync(join(this.home, 'AppData', 'Local'), { recursive: true });
  }

  at = (...names: readonly string[]): string => join(this.setting.folder, ...names);

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.at(name), content);
    return this.at(name);
  }
  read = (...names: readonly string[]): string => readFileSync(this.at(...names), 'utf8');

  group(name: string): void {
    this.#group = name;
  }

  /** Runs one check; what it returns is told, what it throws is why it failed. */
  async check(name: string, work: () => Promise<string | undefined>): Promise<void> {
    let [ok, note] = [true, ''];
    try {
      note = (await work()) ?? '';
    } catch (error) {
      [ok, note] = [false, error instanceof Error ? error.message : String(error)];
    }
    this.checks.push({ group: this.#group, name, ok, note });
  }

  surroundings(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
    const { HWROI_STORE: _store, HWROI_CATALOG: _catalog, HWROI_NO_CACHE: _cache, CI: _ci, ...env } = process.env;
    const local = join(this.home, 'AppData', 'Local');
    return { ...env, USERPROFILE: this.home, HOME: this.home, LOCALAPPDATA: local, NO_COLOR: '1', ...more };
  }

  /** `hwroi …` as a process of its own, its three streams pipes. */
  hwroi(args: readonly string[], { input = '', env, cwd }: Surroundings = {}): Promise<Answered> {
    const begun = Date.now();
    const child = spawn(process.execPath, [this.setting.program, ...args], {
      cwd: cwd ?? this.setting.folder,
      env: this.surroundings(env),
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const timer = setTimeout(() => child.kill(), LONGEST_MS);
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
      });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(timer);
        resolve({ code, ...said, seconds: (Date.now() - begun) / 1000 });
      });
    });
  }

  /** The same, which must end so. */
  async ending(code: number, args: readonly string[], surroundings: Surroundings = {}): Promise<Answered> {
    const answered = await this.hwroi(args, surroundings);
    const { stdout, stderr } = answered;
    same(answered.code, code, `exit code of \`${args.join(' ')}\` (${(stderr || stdout).slice(0, 300)})`);
    must(!/\n\s+at |has a bug/.test(stderr), `\`${args.join(' ')}\` shows a trace: ${stderr}`);
    return answered;
  }
}
