import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { SyntaxNode } from '../../../extension/core/syntax.ts';
import { programText } from '../../../extension/languages/cobol/columns.ts';
import { cobolStructure } from '../../../extension/languages/cobol/structure.ts';
import { readFromPackages } from '../../../grammars/packages.ts';
import { WebGrammars } from '../../../grammars/web.ts';

const source = `000100 IDENTIFICATION DIVISION.                                         PAY00010
000200 PROGRAM-ID. PAYRUN.                                              PAY00020
000300 DATA DIVISION.                                                   PAY00030
000400 WORKING-STORAGE SECTION.                                         PAY00040
000500 01  WS-TOTALS.                                                   PAY00050
000600     05  WS-COUNT             PIC 9(5) COMP-3 VALUE 0.            PAY00060
000700     05  WS-AMOUNT            PIC S9(9)V99.                       PAY00070
000800 77  WS-END                   PIC X VALUE 'N'.                    PAY00080
000900*77  WS-NEVER                 PIC X.                              PAY00090
001000 PROCEDURE DIVISION.                                              PAY00100
001100 0000-MAIN.                                                       PAY00110
001200     PERFORM 1000-READ UNTIL WS-END = 'Y'.                        PAY00120
001300     CALL 'PAYOUT' USING WS-TOTALS.                               PAY00130
001400     STOP RUN.                                                    PAY00140
001500 1000-READ.                                                       PAY00150
001600     ADD 1 TO WS-COUNT.                                           PAY00160
001700     IF WS-COUNT > 10                                             PAY00170
001800         MOVE 'Y' TO WS-END                                       PAY00180
001900     END-IF.                                                      PAY00190
`;

/** Texts of all nodes of a type, without a period behind. */
function textsOf(root: SyntaxNode, type: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === type) found.push(text.slice(node.startIndex, node.endIndex).replace(/\.$/, ''));
    for (let at = 0; at < node.childCount; at++) visit(node.child(at)!);
  };
  visit(root);
  return found;
}

describe('COBOL, read by our scanner and by the grammar', () => {
  it('has the same paragraphs and data items', async () => {
    const parser = await new WebGrammars(readFromPackages).parser('cobol');
    const program = programText(source);
    const tree = parser.parse(program)!;
    try {
      assert.equal(tree.rootNode.hasError, false);
      const structure = cobolStructure(source);
      assert.deepEqual(
        structure.paragraphs.map(({ name }) => name),
        textsOf(tree.rootNode, 'paragraph_header', program),
      );
      assert.deepEqual(
        structure.dataItems.map(({ level, name }) => [String(level).padStart(2, '0'), name]),
        textsOf(tree.rootNode, 'level_number', program).map((level, at) => [
          level,
          textsOf(tree.rootNode, 'entry_name', program)[at],
        ]),
      );
    } finally {
      tree.delete();
    }
  });
});
