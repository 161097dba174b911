import { findModel } from '../../catalog/index.ts';
import { EXAMPLE } from '../../core/defaults/workload.ts';
import type { Problem } from '../../core/types.ts';
import type { UsageEvent } from '../../core/usage/event.ts';
import type { AskedWorkload } from '../../scenario/context.ts';

/** A path of the command line: `coding=logs/` is the log of the workload `coding`; without a name entries tell by their model. */
export interface LogPath {
  readonly workload: string | null;
  readonly path: string;
}

/** Entries by the workload they belong to, and those that belong to none. */
export interface Assigned {
  readonly byWorkload: ReadonlyMap<string, readonly UsageEvent[]>;
  readonly leftOut: readonly UsageEvent[];
}

export function logPath(text: string, workloads: readonly AskedWorkload[]): LogPath {
  const [name = '', ...rest] = text.split('=');
  const named = workloads.length > 1 && rest.length > 0 && workloads.some(({ id }) => id === name);
  return named ? { workload: name, path: rest.join('=') } : { workload: null, path: text };
}

/**
 * Which workload each entry of a log belongs to, by what it names: the workload itself, one of its `usageModels`, else its
 * own model under any of its names. A name two workloads claim, and a log none of them claims, are problems.
 */
export function assignedByModel(
  events: readonly UsageEvent[],
  workloads: readonly AskedWorkload[],
): Assigned | Problem {
  const owners = new Map([...new Set(events.map(nameOf))].map((name) => [name, ownersOf(name, workloads)] as const));
  for (const [name, owned] of owners) if (owned.length > 1) return claimedTwice(name, owned);
  const ownerOf = (event: UsageEvent): string => owners.get(nameOf(event))?.[0] ?? NOBODY;
  const byWorkload = grouped(events, ownerOf);
  const leftOut = byWorkload.get(NOBODY) ?? [];
  byWorkload.delete(NOBODY);
  return byWorkload.size === 0 ? claimedByNone(leftOut, workloads) : { byWorkload, leftOut };
}

const NOBODY = '';

function grouped(events: readonly UsageEvent[], keyOf: (event: UsageEvent) => string): Map<string, UsageEvent[]> {
  const groups = new Map<string, UsageEvent[]>();
  for (const event of events) {
    const group = groups.get(keyOf(event));
    if (group === undefined) groups.set(keyOf(event), [event]);
    else group.push(event);
  }
  return groups;
}

const nameOf = ({ model }: UsageEvent): string => model ?? '';

function ownersOf(name: string, workloads: readonly AskedWorkload[]): readonly string[] {
  const itself = workloads.filter(({ id }) => id.toLowerCase() === name.toLowerCase());
  if (itself.length === 1) return itself.map(({ id }) => id);
  const claimed = workloads.filter(({ values }) => claims(values.usageModels, name));
  const owners = claimed.length > 0 ? claimed : workloads.filter(({ values }) => isModel(values.model, name));
  return owners.map(({ id }) => id);
}

/** `*` stands for any characters; capitals do not matter. */
function claims(names: unknown, name: string): boolean {
  if (typeof names !== 'string' || name === '') return false;
  return names.split(',').some((pattern) => {
    const parts = pattern
      .trim()
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 'i').test(name);
  });
}

function isModel(model: unknown, name: string): boolean {
  const found = name === '' ? null : findModel(name);
  const own = findModel(typeof model === 'string' ? model : EXAMPLE.model);
  return found?.kind === 'found' && own.kind === 'found' && found.row.id === own.row.id;
}

const quoted = (name: string): string => (name === '' ? 'entries without a model' : `\`${name}\``);

function claimedTwice(name: string, owners: readonly string[]): Problem {
  return {
    kind: 'usage',
    message: `the log does not say which workload ${quoted(name)} belongs to: ${owners.join(' and ')} both claim it`,
    hint: `give each its own log, \`--from ${owners[0]}=<file>\`, or say \`usageModels: <name>\` in one of them only`,
  };
}

const NAMES_SHOWN = 4;

function claimedByNone(events: readonly UsageEvent[], workloads: readonly AskedWorkload[]): Problem {
  const ids = workloads.map(({ id }) => id);
  return {
    kind: 'usage',
    message: `the log does not say which of the ${ids.length} workloads it is: it names ${namesIn(events)}`,
    hint: `say whose it is, \`--from ${ids[0]}=<file>\`, or in the scenario \`usageModels: <name>\` (workloads: ${ids.join(', ')})`,
  };
}

/** The models entries name, most entries first. */
export function namesIn(events: readonly UsageEvent[]): string {
  const groups = [...grouped(events, nameOf)].toSorted((a, b) => b[1].length - a[1].length);
  const shown = groups.slice(0, NAMES_SHOWN).map(([name, own]) => `${quoted(name)} (${own.length})`);
  const more = groups.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
