import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useText } from '../text/text.ts';

interface DefinitionProps {
  words: readonly string[];
  sql: string;
  /** Made only once it is opened. */
  more?: () => ComponentChildren;
}

/** On demand: what a figure means, and the query that computed it. */
export function Definition({ words, sql, more }: DefinitionProps) {
  const [open, setOpen] = useState(false);
  const { adoption } = useText();
  return (
    <details onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{adoption.definition}</summary>
      {words.map(paragraph => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <p class="sql-title">{adoption.sql}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre tabIndex={0}>
        <code>{sql}</code>
      </pre>
      <p class="help">{adoption.sqlNote}</p>
      {open && more?.()}
    </details>
  );
}
