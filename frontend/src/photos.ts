// Entry for pages that name it: prepares upload fields.
import { prepareUploads } from "./upload.ts";

prepareUploads(document);
