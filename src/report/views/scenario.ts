import type { ScenarioListResult } from '../../app/scenario.ts';
import type { Document } from '../document.ts';

/** The built-in scenarios as a table. */
export function scenarioListDocument(result: ScenarioListResult): Document {
  return {
    sections: [
      {
        kind: 'table',
        primary: true,
        columns: [
          { key: 'id', label: 'scenario', priority: 1 },
          { key: 'title', label: 'what it asks', priority: 1 },
          { key: 'model', label: 'model', priority: 3 },
          { key: 'users', label: 'users', format: 'integer', priority: 4 },
          { key: 'options', label: 'options', format: 'integer', priority: 5 },
        ],
        rows: result.rows.map((row) => ({ ...row })),
      },
      {
        kind: 'text',
        tone: 'quiet',
        lines: [
          '`hwroi breakeven --scenario <name>` runs one; `<name>@current` at the prices of the catalog.',
          '`hwroi scenario init <name>` writes it as a file to make your own.',
        ],
      },
    ],
  };
}

/** A file as text. */
export function textDocument(text: string): Document {
  return { sections: [{ kind: 'text', verbatim: true, lines: text.trimEnd().split('\n') }] };
}
