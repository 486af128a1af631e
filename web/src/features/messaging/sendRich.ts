/** Sending what is more than text: files, templates. Its key stays the same until the server has it. */
import type { QueryClient } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";
import type { Media, MessageIn } from "@/api/types";
import { upsertMessage } from "./messages";

export async function sendRich(queryClient: QueryClient, conversationId: string, body: MessageIn): Promise<void> {
  const message = await unwrap(client.POST("/api/v1/conversations/{conversation_id}/messages", {
    params: { path: { conversation_id: conversationId } }, body,
  }));
  upsertMessage(queryClient, message);
}

/** Hands a file over; the server makes of it what WhatsApp takes, or says why it cannot. */
export async function uploadFile(file: Blob, filename: string, { voice = false } = {}): Promise<Media> {
  const form = new FormData();
  form.append("file", file, filename);
  if (voice) form.append("voice", "true");
  return unwrap(client.POST("/api/v1/media", { body: form as never, bodySerializer: (body: unknown) => body as FormData }));
}

export async function retryMedia(mediaId: string): Promise<Media> {
  return unwrap(client.POST("/api/v1/media/{media_id}/retry", { params: { path: { media_id: mediaId } } }));
}
