import type { Problem } from '../problem';

/** Problems of making a new project. The path is the folder, or the word that is wrong. */

export const templateUnknown = (template: string, known: readonly string[], meant: string | undefined): Problem => {
  const [first, folder] = meant === undefined ? [known[0], template] : [meant, 'my-folder'];
  return {
    code: 'TEMPLATE_UNKNOWN',
    path: template,
    message: `There is no template "${template}"; there are: ${known.join(', ')}.`,
    fix: `Name the template first, then the folder: \`npx isthmus init ${first} ${folder}\`.`,
  };
};

export const folderNotEmpty = (folder: string, entries: readonly string[]): Problem => ({
  code: 'FOLDER_NOT_EMPTY',
  path: folder,
  message: `The folder is not empty: ${entries.slice(0, 5).join(', ')}${entries.length > 5 ? ` and ${entries.length - 5} more` : ''}.`,
  fix: 'Name a folder that is empty, or not there yet: a project is never mixed with what is there.',
});

export const folderUnusable = (folder: string, reason: string): Problem => ({
  code: 'FOLDER_UNUSABLE',
  path: folder,
  message: `No project can be made there: ${reason}. Nothing was written.`,
  fix: 'Name an empty folder, or one that is not there yet, where this user may write.',
});

export const projectNameInvalid = (folder: string, name: string, template: string): Problem => ({
  code: 'PROJECT_NAME_INVALID',
  path: folder,
  message: `"${name}" cannot be the name of a system: names have up to 63 lowercase letters, digits and hyphens, and begin with a letter.`,
  fix: `Give the system a name of its own: \`npx isthmus init ${template} <folder> --name my-system\`.`,
});

export const installFailed = (folder: string, reason: string): Problem => ({
  code: 'INSTALL_FAILED',
  path: folder,
  message: `The project is made, but \`npm install\` failed in it: ${reason}.`,
  fix: 'Mend the cause that npm has told, and run `npm install` there again.',
});
