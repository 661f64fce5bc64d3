import ts from 'typescript-5';

/** A place where something is told by a word, or by its class, outside of a table. */
export interface Comparison {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

const EQUALITY: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken]);

/**
 * Where a source file compares with one of `words` (`===`, `case`, a list or set of them that is asked for something), or asks for one
 * of `classes` (`instanceof`).
 */
export function comparisonsIn(source: ts.SourceFile, words: ReadonlySet<string>, classes: ReadonlySet<string>): readonly Comparison[] {
  const found: Comparison[] = [];
  const isWord = (node: ts.Node): boolean => ts.isStringLiteral(node) && words.has(node.text);
  const tells = (node: ts.Node): boolean => {
    if (ts.isBinaryExpression(node)) {
      const { left, right, operatorToken } = node;
      if (operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) return ts.isIdentifier(right) && classes.has(right.text);
      if (operatorToken.kind === ts.SyntaxKind.InKeyword) return ts.isStringLiteral(left);
      return EQUALITY.has(operatorToken.kind) && !ts.isTypeOfExpression(left) && (isWord(left) || isWord(right));
    }
    if (ts.isCaseClause(node)) return isWord(node.expression);
    if (ts.isNewExpression(node) && node.expression.getText() === 'Set') return (node.arguments ?? []).some(isListOfWords);
    return ts.isCallExpression(node) && isIncludes(node.expression);
  };
  const isListOfWords = (node: ts.Node): boolean =>
    ts.isArrayLiteralExpression(node) && node.elements.length > 0 && node.elements.every(isWord);
  const isIncludes = (node: ts.Node): boolean =>
    ts.isPropertyAccessExpression(node) && node.name.text === 'includes' && isListOfWords(node.expression);
  const visit = (node: ts.Node): void => {
    if (tells(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ file: source.fileName, line: line + 1, text: node.getText().replace(/\s+/g, ' ') });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
