// Browsers know a module by how it is asked for, node by what a package.json beside it says.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// A function that imports a module of the folder by its name. Works on a copy, gone at the end.
export function modulesOf(folder) {
  const copy = mkdtempSync(path.join(tmpdir(), 'verify-'));
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
  cpSync(folder, copy, { recursive: true });
  writeFileSync(path.join(copy, 'package.json'), '{"type":"module"}');
  return (name) => import(pathToFileURL(path.join(copy, name)));
}
