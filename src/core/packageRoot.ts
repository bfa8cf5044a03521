import { fileURLToPath } from 'node:url';

/** The package's folder, from src/ROOM, dist/ROOM and dist/bundle alike: each is two levels down. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url));
