import ts from 'typescript-5';
import { parse, sourceFiles } from './unions';

/** What may stand for a parameter, as far as its declaration says. */
export interface Parameter {
  readonly name: string;
  readonly mayBeLeftOut: boolean;
  readonly takesText: boolean;
  readonly takesNumbers: boolean;
  readonly takesLists: boolean;
  /** Also one without any property. */
  readonly takesObjects: boolean;
}

/** Parameters of constructors, and of methods and static functions that users see, by `Class` and `Class.member`. */
export function parametersOf(folder: string): ReadonlyMap<string, readonly Parameter[]> {
  const found = new Map<string, readonly Parameter[]>();
  for (const file of sourceFiles().filter((name) => name.startsWith(folder)))
    for (const statement of parse(file).statements) {
      if (!ts.isClassDeclaration(statement) || statement.name === undefined) continue;
      const name = statement.name.text;
      for (const member of statement.members) {
        if (isHidden(member)) continue;
        if (ts.isConstructorDeclaration(member)) found.set(name, member.parameters.map(parameterOf));
        else if (ts.isMethodDeclaration(member)) found.set(`${name}.${member.name.getText()}`, member.parameters.map(parameterOf));
      }
    }
  return found;
}

const isHidden = (member: ts.ClassElement): boolean =>
  ts.canHaveModifiers(member) &&
  ((ts.getModifiers(member) ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword) ||
    ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal'));

function parameterOf({ name, type, questionToken, initializer }: ts.ParameterDeclaration): Parameter {
  const types = type === undefined ? [] : ts.isUnionTypeNode(type) ? type.types : [type];
  const takes = (holds: (node: ts.TypeNode) => boolean): boolean => types.some(holds);
  const isObject = type !== undefined && (ts.isTypeReferenceNode(type) || ts.isTypeLiteralNode(type));
  const emptyDefault = initializer?.getText() === '{}' || (questionToken !== undefined && isObject);
  return {
    name: name.getText(),
    mayBeLeftOut: questionToken !== undefined || initializer !== undefined,
    takesText: takes(({ kind }) => kind === ts.SyntaxKind.StringKeyword),
    takesNumbers: takes(({ kind }) => kind === ts.SyntaxKind.NumberKeyword),
    takesLists: takes((node) => ts.isTypeOperatorNode(node) || ts.isArrayTypeNode(node)),
    takesObjects: emptyDefault || takes((node) => /^(Readonly<)?Record<|^Partial</.test(node.getText())),
  };
}
