// The reference system of this repository: a project is given the file itself, with its own name and `isthmus` in place of the sources.
export { Shop } from '../../system';
