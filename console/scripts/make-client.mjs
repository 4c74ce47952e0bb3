// Makes the types of the gateway's API from its document, and what its operations are for. Neither is kept: the document is.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import openapiTS, { astToString } from 'openapi-typescript';

const document = new URL('../../gateway-api/src/main/resources/openapi/builderos.yaml', import.meta.url);
const target = new URL('../target/generated/', import.meta.url);

await mkdir(target, { recursive: true });
await writeFile(new URL('gateway.d.ts', target), astToString(await openapiTS(document)));

const { paths } = load(await readFile(document, 'utf8'));
const operations = Object.values(paths)
  .flatMap((path) => Object.values(path))
  .map(({ operationId, tags, summary }) => ({ id: operationId, part: tags[0], about: summary }));
await writeFile(new URL('operations.json', target), JSON.stringify(operations));
