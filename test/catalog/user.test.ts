import { afterEach, describe, expect, test } from 'vitest';
import { allHardware, findHardware, hardwareById } from '../../src/catalog/index.ts';
import { userCatalogJsonSchema } from '../../src/catalog/user/json-schema.ts';
import { readUserCatalog } from '../../src/catalog/user/read.ts';
import { resetRows, rowsInUse, useRows } from '../../src/catalog/user/tables.ts';

afterEach(resetRows);

const CARD = {
  id: 'my-card',
  name: 'My card',
  vendor: 'ACME',
  kind: 'discrete-gpu' as const,
  memoryArchitecture: 'discrete' as const,
  memoryGiB: [24],
  memoryBandwidthGBps: 900,
};

const issuesOf = (text: string) => {
  const result = readUserCatalog(text);
  return result.ok ? [] : result.issues.map((issue) => `${issue.at ?? '-'} ${issue.reason}`);
};

describe('a catalog file of the user', () => {
  test('is read from JSON and from YAML alike', () => {
    const yaml = [
      'hardware:',
      ...Object.entries(CARD).map(([key, value], i) => `${i === 0 ? '  - ' : '    '}${key}: ${JSON.stringify(value)}`),
    ];
    for (const text of [JSON.stringify({ hardware: [CARD] }), yaml.join('\n')])
      expect(readUserCatalog(text)).toMatchObject({ ok: true, catalog: { rows: { hardware: [CARD] } } });
  });

  test.for([
    [
      'hardware:\n  - id: My Card',
      '2:9 hardware[0].id: an id is lower-case letters, digits, single dots and dashes, got "My Card"',
    ],
    ['hardware:\n  - id: a\n    tdp: 3', '3:5 hardware[0].tdp: unknown key; the catalog calls it `tdpWatts`'],
    ['hardware:\n  - id: a\n    memoryGib: 3', '3:5 hardware[0].memoryGib: unknown key; did you mean `memoryGiB`?'],
    ['hardwares: []', '1:1 hardwares: unknown key; did you mean `hardware`?'],
    [
      'electricity:\n  - {region: X, sector: home, usdPerKilowattHour: 0.2}',
      '2:25 electricity[0].sector: expected one of residential, commercial, industrial, got "home"',
    ],
    [
      'electricity:\n  - {region: X, sector: residential, usdPerKilowattHour: 30}',
      '2:58 electricity[0].usdPerKilowattHour: expected at most 5, got 30',
    ],
    ['a: [1', '1:6 Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['__proto__: {polluted: true}', '1:1 __proto__: unknown key'],
    [
      'links:\n  - {id: ../../etc, name: x, kind: pcie, bandwidthGBpsPerDirection: 1}',
      '2:10 links[0].id: an id is lower-case letters, digits, single dots and dashes, got "../../etc"',
    ],
    [
      'links:\n  - {id: a, name: "x\\e[31m", kind: pcie, bandwidthGBpsPerDirection: 1}',
      '2:19 links[0].name: text must not hold control characters, got "x\\u001b[31m"',
    ],
  ])('%s', ([text, issue]) => {
    expect(issuesOf(text ?? '')).toContain(issue);
  });

  test('an id twice is an issue: which of the two would be meant', () => {
    expect(issuesOf(JSON.stringify({ hardware: [CARD, { ...CARD, id: 'my.card' }] }))).toEqual([
      '- hardware[1].id: my-card is there twice',
    ]);
  });

  test('a bomb of aliases or of nesting is refused, not followed', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}]`);
    expect(issuesOf(['l0: &l0 [x]', ...levels].join('\n')).join()).toMatch(/alias/i);
    expect(issuesOf('['.repeat(100_000)).length).toBeGreaterThan(0);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('its rows stand in front of ours, and go when it is put away', () => {
    const ours = allHardware().length;
    useRows(
      { hardware: [CARD, { ...CARD, id: 'rtx-3090', name: 'Mine' }] },
      { collectedOn: '2026-11-25', instead: false },
    );
    expect(allHardware()).toHaveLength(ours + 1);
    expect(hardwareById('rtx-3090')).toMatchObject({ name: 'Mine', asOf: '2026-11-25' });
    expect(findHardware('my card')).toMatchObject({ kind: 'found', row: { id: 'my-card' } });
    resetRows();
    expect(hardwareById('rtx-3090')?.name).toBe('NVIDIA GeForce RTX 3090');
    expect(findHardware('my card').kind).toBe('missing');
  });

  test('used instead of ours it is all there is', () => {
    useRows({ hardware: [CARD] }, { collectedOn: null, instead: true });
    expect(allHardware().map((row) => [row.id, row.quality])).toEqual([['my-card', 'low']]);
  });

  test('the rows in use, read back instead of ours, are the same rows', () => {
    const before = allHardware();
    useRows(rowsInUse(), { collectedOn: null, instead: true });
    expect(allHardware()).toEqual(before);
  });
});

test('the JSON Schema of the file is the one in schema/', async () => {
  await expect(`${JSON.stringify(userCatalogJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    '../../schema/catalog.schema.json',
  );
});
