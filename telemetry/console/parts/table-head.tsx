/** What stands above a column, and its kind: `number` for figures, else nothing. */
export type Head = readonly [title: string, kind: '' | 'number'];

/** The head of a table: one cell that names each column. */
export function TableHead({ heads }: { heads: readonly Head[] }) {
  return (
    <thead>
      <tr>
        {heads.map(([title, kind]) => (
          <th scope="col" class={kind} key={title}>
            {title}
          </th>
        ))}
      </tr>
    </thead>
  );
}
