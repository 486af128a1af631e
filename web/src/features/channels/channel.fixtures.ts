/** A number, a connection and an examination for tests. */
import type { Channel, Connection, Diagnosis } from "@/api/types";

export const channel: Channel = {
  id: "c1", name: "Senja Coffee", waba_id: "102290129340398", phone_number_id: "106540352242922", display_phone_number: "+62 812 3456 7890",
  verified_name: "Senja Coffee", quality_rating: "GREEN", status: "connected", status_reason: "", app_id: "67231983471",
  webhook_url: "https://wp.example/webhooks/whatsapp/wk_9f2c", verify_token: "senja-8c2f71d0", access_token_hint: "…x7Qa",
  last_webhook_at: null, created_at: "2026-11-01T08:00:00Z", business_id: "1", waba_name: "Senja", account_review: "APPROVED", number_status: "CONNECTED",
  throughput_level: "STANDARD", messages_per_second: 80, messaging_limit: "TIER_2K", name_status: "APPROVED", code_verification_status: "VERIFIED",
  platform_type: "CLOUD_API", is_on_business_app: false, is_pin_enabled: false, username: "", health: {}, restrictions: [], payment_problem: "",
  last_problem: "", checked_at: null, token_expires_at: null, token_scopes: [], token_is_being_replaced: false,
  profile: { about: "Coffee by the beach", websites: ["https://senja.example"], vertical: "RESTAURANT" }, profile_problem: "",
};

export const connection = (change: Partial<Connection> = {}): Connection => ({
  id: "k1", status: "working", step: "token", says: "", remedy: "", findings: [], numbers: [], app_id: "67231983471", channel_id: null,
  token_expires_at: null, token_scopes: [], created_at: "2026-11-23T08:00:00Z", ...change,
});

export const number = (change: Partial<Connection["numbers"][number]> = {}): Connection["numbers"][number] => ({
  phone_number_id: "2001", waba_id: "1", waba_name: "Senja", display_phone_number: "+62 21 555 0102", verified_name: "Senja Wholesale",
  number_status: "CONNECTED", code_verification_status: "VERIFIED", is_on_business_app: false, ...change,
});

export const diagnosis = (change: Partial<Diagnosis> = {}): Diagnosis => ({
  id: "d1", channel_id: "c1", started_at: "2026-11-23T09:00:00Z", finished_at: "2026-11-23T09:00:04Z",
  steps: [{ step: "token", ok: true, says: "The token works." }], findings: [], round_trip: { state: "not_asked", says: "", seconds: null }, fixes: [], ...change,
});

export const finding: Diagnosis["findings"][number] = {
  cause: "app_not_subscribed", severity: "stops_receiving", says: "The app does not hear of this account.", remedy: "Subscribe the app to the account.", fix: "subscribe_app",
};

/** Never examined. */
export const unexamined = { "GET /api/v1/channels/c1/diagnosis": { status: 404, json: { code: "not_found", detail: "Not examined yet." } } };
