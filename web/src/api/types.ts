/** Names for what the API answers, derived from the routes so that renamed schemas cannot break them. */
import type { paths } from "./schema";

type Answer<R> = R extends { responses: infer A }
  ? A extends { 200: { content: { "application/json": infer B } } }
    ? B
    : A extends { 201: { content: { "application/json": infer B } } }
      ? B
      : never
  : never;
type Body<R> = R extends { requestBody: { content: { "application/json": infer B } } } ? B : never;

export type Me = Answer<paths["/api/v1/me"]["get"]>;
export type Member = Answer<paths["/api/v1/members"]["get"]>[number];
export type Invitation = Answer<paths["/api/v1/invitations"]["get"]>[number];
export type InvitationOffer = Answer<paths["/api/v1/invitations/token/{token}"]["get"]>;
export type ApiKey = Answer<paths["/api/v1/api-keys"]["get"]>[number];
export type NewApiKey = Answer<paths["/api/v1/api-keys"]["post"]>;
export type Channel = Answer<paths["/api/v1/channels"]["get"]>[number];
export type ChannelIn = Body<paths["/api/v1/channels"]["post"]>;
export type ChannelChange = Body<paths["/api/v1/channels/{channel_id}"]["patch"]>;
export type Connection = Answer<paths["/api/v1/channels/connections/{connection_id}"]["get"]>;
export type AnswerIn = Body<paths["/api/v1/channels/connections/{connection_id}/continue"]["post"]>;
export type Signup = Answer<paths["/api/v1/channels/signup"]["get"]>;
export type SignupIn = Body<paths["/api/v1/channels/signup"]["post"]>;
export type Diagnosis = Answer<paths["/api/v1/channels/{channel_id}/diagnosis"]["get"]>;
export type Finding = Diagnosis["findings"][number];
export type ProfileIn = Body<paths["/api/v1/channels/{channel_id}/profile"]["patch"]>;
export type ConsentEntry = Answer<paths["/api/v1/contacts/{contact_id}/consent"]["get"]>["history"][number];
export type ConsentSettings = Answer<paths["/api/v1/consent/settings"]["get"]>;
export type ConsentWord = Answer<paths["/api/v1/consent/words"]["get"]>[number];
export type ConsentImport = Answer<paths["/api/v1/consent/imports/{import_id}"]["get"]>;
export type ConsentVerified = Answer<paths["/api/v1/consent/verify"]["get"]>;
export type Policy = Answer<paths["/api/v1/sending/policy"]["get"]>;
export type JournalWebhook = Answer<paths["/api/v1/journal"]["get"]>["items"][number];
export type ConversationPage = Answer<paths["/api/v1/conversations"]["get"]>;
export type Conversation = ConversationPage["items"][number];
export type MessagePage = Answer<paths["/api/v1/conversations/{conversation_id}/messages"]["get"]>;
export type Message = MessagePage["items"][number];
export type MessageIn = Body<paths["/api/v1/conversations/{conversation_id}/messages"]["post"]>;
export type Media = NonNullable<Message["media"]>;
export type Timeline = Answer<paths["/api/v1/messages/{message_id}/timeline"]["get"]>;
export type Template = Answer<paths["/api/v1/templates"]["get"]>["items"][number];
export type TemplateDetail = Answer<paths["/api/v1/templates/{template_id}"]["get"]>;
export type TemplatePreview = Answer<paths["/api/v1/templates/{template_id}/preview"]["post"]>;
export type TemplateForm = TemplateDetail["form"];
export type MessageStatus = Message["status"];
export type MessageKind = Message["kind"];
export type Contact = Conversation["contact"];
export type ContactDetail = Answer<paths["/api/v1/contacts/{contact_id}"]["get"]>;
export type Role = Me["role"];
export type Overview = Answer<paths["/api/v1/overview"]["get"]>;
