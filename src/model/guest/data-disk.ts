/** Where a database's data disk is mounted. Folders in it belong to the engine, `backups` holds the dumps. */
export const DATA_DISK = '/srv/database';
