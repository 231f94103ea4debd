import type { Attachment } from "@infrakit/spi/data";
import { type Codec, member, object, string } from "@infrakit/spi/document";

/** `{"ID":"","Type":""}`, as documents and files write it. */
export const attachmentCodec: Codec<Attachment> = object<Attachment>({
  id: member("ID", string),
  type: member("Type", string),
});
