/** Where whoever installed the package finds its pages. */
export const DOCS = 'node_modules/isthmus/docs';
