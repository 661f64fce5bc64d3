import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript-5';
import { parse } from './unions';

type Declaration = ts.Statement & { readonly name?: ts.Node };

/** Something that users can import, or a member of it. */
export interface PublicName {
  /** `isthmus/report Graph.nodes`. */
  readonly name: string;
  /** `src/report/graph/graph.ts:12`. */
  readonly at: string;
  /** The comments before it, without their marks. Unset: none. */
  readonly docs?: string;
  /** What a user may leave out of an object. */
  readonly mayBeLeftOut: boolean;
}

/** Entry points by the name that they are imported by: what `exports` of the package leads to, but for bindings that are generated. */
export function entryPoints(): ReadonlyMap<string, string> {
  const { name, exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
  };
  const found = Object.entries(exports).flatMap(([path, target]) =>
    typeof target === 'string' || path === './provider-libvirt' ? [] : [[join(name, path), sourceOf(target.types)] as const],
  );
  return new Map(found);
}

const sourceOf = (types: string): string => normalize(types.replace('./lib/', '').replace(/\.d\.ts$/, '.ts'));

/** All names that an entry point leads to, with their members, read from source: declarations are followed from file to file. */
export function publicNames(entry: string, file: string): readonly PublicName[] {
  return [...exported(file)].flatMap(([name, declarations]) => {
    const own: PublicName = { name: `${entry} ${name}`, at: place(declarations), ...docsOf(declarations), mayBeLeftOut: false };
    if (own.docs?.includes('@internal')) return [own];
    return [own, ...declarations.flatMap((declaration) => membersOf(own.name, declaration))];
  });
}

/** What a file exports, by name. Overloads are several declarations. */
function exported(file: string): ReadonlyMap<string, readonly Declaration[]> {
  const found = new Map<string, readonly Declaration[]>();
  for (const statement of parse(file).statements) {
    if (ts.isExportDeclaration(statement)) {
      const from = statement.moduleSpecifier as ts.StringLiteral | undefined;
      if (from === undefined || !from.text.startsWith('.')) continue; // bindings of others
      const theirs = exported(resolveFrom(file, from.text));
      const names = statement.exportClause;
      if (names === undefined) for (const [name, declarations] of theirs) found.set(name, declarations);
      else if (ts.isNamedExports(names))
        for (const { name, propertyName } of names.elements) found.set(name.text, theirs.get((propertyName ?? name).text) ?? []);
    } else if (isExported(statement)) {
      for (const name of namesOf(statement)) found.set(name, [...(found.get(name) ?? []), statement]);
    }
  }
  return found;
}

function resolveFrom(file: string, path: string): string {
  const target = join(dirname(file), path);
  return [`${target}.ts`, join(target, 'index.ts')].find((candidate) => existsSync(candidate)) ?? target;
}

const isExported = (node: ts.Statement): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

function namesOf(statement: Declaration): readonly string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText());
  return statement.name === undefined ? [] : [statement.name.getText()];
}

/** Members that users see. Those that are said to be internal are none of them. */
function membersOf(of: string, declaration: Declaration): readonly PublicName[] {
  return memberNodes(declaration).flatMap((node) => {
    const name = node.name?.getText();
    if (name === undefined || isHidden(node)) return [];
    const documented = ts.isClassDeclaration(declaration) ? inherited(declaration, name, node) : docsOf([node]);
    const mayBeLeftOut = ts.isPropertySignature(node) && node.questionToken !== undefined && /(Props|Options)$/.test(of);
    return [{ name: `${of}.${name}`, at: place([node]), ...documented, mayBeLeftOut }];
  });
}

type Member = ts.ClassElement | ts.TypeElement | ts.EnumMember | ts.ParameterPropertyDeclaration;

function memberNodes(declaration: ts.Node): readonly Member[] {
  if (ts.isInterfaceDeclaration(declaration) || ts.isEnumDeclaration(declaration)) return declaration.members;
  if (ts.isClassDeclaration(declaration))
    return declaration.members.flatMap((member): Member[] =>
      ts.isConstructorDeclaration(member)
        ? member.parameters.filter((each): each is ts.ParameterPropertyDeclaration => ts.isParameterPropertyDeclaration(each, member))
        : [member],
    );
  return ts.isTypeAliasDeclaration(declaration) && ts.isTypeLiteralNode(declaration.type) ? declaration.type.members : [];
}

const isHidden = (node: Member): boolean =>
  (ts.getCombinedModifierFlags(node as ts.Declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0 ||
  (node.name !== undefined && ts.isPrivateIdentifier(node.name));

/** What is said of a member, here or by the class that it comes from. */
function inherited(of: ts.ClassDeclaration, name: string, node?: Member): Pick<PublicName, 'docs'> {
  const own = node === undefined ? {} : docsOf([node]);
  if (own.docs !== undefined) return own;
  const base = of.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression.getText();
  const declared = base === undefined ? undefined : classCalled(base, of.getSourceFile());
  if (declared === undefined) return {};
  return inherited(
    declared,
    name,
    memberNodes(declared).find((member) => member.name?.getText() === name),
  );
}

/** A class by its name in a file: declared there, or imported. */
function classCalled(name: string, source: ts.SourceFile): ts.ClassDeclaration | undefined {
  for (const statement of source.statements) {
    if (ts.isClassDeclaration(statement) && statement.name?.text === name) return statement;
    if (!ts.isImportDeclaration(statement)) continue;
    const { text } = statement.moduleSpecifier as ts.StringLiteral;
    if (text.startsWith('.') && statement.importClause?.namedBindings?.getText().match(new RegExp(`\\b${name}\\b`))) {
      const [declaration] = exported(resolveFrom(source.fileName, text)).get(name) ?? [];
      return declaration !== undefined && ts.isClassDeclaration(declaration) ? declaration : undefined;
    }
  }
  return undefined;
}

function docsOf(nodes: readonly ts.Node[]): Pick<PublicName, 'docs'> {
  const comments = nodes.flatMap((node) => ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc));
  const text = comments
    .map((comment) =>
      comment
        .getText()
        .replace(/^\/\*\*|\*\/$|^\s*\*/gm, '')
        .trim(),
    )
    .join('\n');
  return text === '' ? {} : { docs: text };
}

function place([node]: readonly ts.Node[]): string {
  if (node === undefined) return 'nowhere';
  const source = node.getSourceFile();
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}
