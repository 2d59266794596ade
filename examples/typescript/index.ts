// How to get the plugin and the SDK: docs/languages.md.
import * as bland from "@pulumi-bland/sdk";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

// A second account, beside that of the stack: an explicit provider never uses a key of the environment.
const rehearsal = new bland.Provider("rehearsal", {
    apiKey: config.requireSecret("rehearsalKey"),
    baseUrl: config.require("rehearsalUrl"),
});

const west = new bland.CustomDialingPool("west", {
    phone_numbers: ["+14155550101", "+12065550102"],
}, { provider: rehearsal });

new bland.SmsNumberConfig("support", {
    phone_number: "+15550001111",
    objective: "Answer questions about opening hours.",
    time_out: 600,
    // One secret inside makes all of it one: neither state nor preview shows it.
    request_data: { shop: 7, token: config.requireSecret("crmToken") },
}, { provider: rehearsal });

// What `dialing_strategy.pool_id` of a call takes.
export const poolId = west.pool_id;
export const members = west.members;
