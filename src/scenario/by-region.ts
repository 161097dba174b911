type Regional = { readonly region: string };

/** The rows of a region, found without reading the table again for every machine; codes are compared without case. */
export function regionIndex<Row extends Regional>(): (rows: readonly Row[], region: string) => readonly Row[] {
  const indexes = new WeakMap<readonly Row[], ReadonlyMap<string, readonly Row[]>>();
  return (rows, region) => {
    const index = indexes.get(rows) ?? byRegion(rows);
    indexes.set(rows, index);
    return index.get(region.toUpperCase()) ?? [];
  };
}

function byRegion<Row extends Regional>(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const index = new Map<string, Row[]>();
  for (const row of rows) {
    const region = row.region.toUpperCase();
    const known = index.get(region);
    if (known === undefined) index.set(region, [row]);
    else known.push(row);
  }
  return index;
}
