// Makes the types of the gateway's API from its document. They are not kept: the document is.
import { mkdir, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const document = new URL('../../gateway-api/src/main/resources/openapi/builderos.yaml', import.meta.url);
const target = new URL('../target/generated/gateway.d.ts', import.meta.url);

await mkdir(new URL('.', target), { recursive: true });
await writeFile(target, astToString(await openapiTS(document)));
