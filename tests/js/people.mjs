// The people and documents of tests/rules/people.py, as the official SDK meets them.
import { readFileSync } from "node:fs";
import { initializeTestEnvironment } from "@firebase/rules-unit-testing";
import { doc, serverTimestamp, setDoc, Timestamp } from "firebase/firestore";

export const ORG = process.env.REGULARS_ORG ?? "ours";

/** Local Firebase has loaded the rules itself; an emulator alone is given them here. */
export async function openWall(projectId, { loadsRules = false } = {}) {
  const [host, port] = process.env.FIRESTORE_EMULATOR_HOST.split(":");
  const file = new URL("../../firestore.rules", import.meta.url);
  const rules = loadsRules ? { rules: readFileSync(file, "utf8") } : {};
  return initializeTestEnvironment({ projectId, firestore: { ...rules, host, port: Number(port) } });
}

export const as = (wall, role) =>
  wall.authenticatedContext(`the-${role}`, { orgs: { [ORG]: role } }).firestore();
export const asCustomer = (wall) => wall.authenticatedContext("the-app-user").firestore();

export const aCommand = (uid, changes = {}) => ({
  kind: "give_consent",
  data: { customer_id: "with-app", channel: "sms", purposes: ["marketing"], granted: true },
  made_at: Timestamp.now(),
  by_uid: uid,
  created_at: serverTimestamp(),
  ...changes,
});

export async function fill(wall) {
  await wall.withSecurityRulesDisabled(async (context) => {
    const db = context.firestore();
    const put = (path, fields) => setDoc(doc(db, `orgs/${ORG}${path}`), fields);
    await put("", { name: "Ours", features: { crm: true, loyalty: true } });
    await put("/members/the-sales_rep", { roles: ["sales_rep"], territory_ids: ["north"] });
    await put("/customers/assigned", { name: "A", owner_uid: "the-sales_rep", stage: "lead" });
    await put("/customers/in-territory", { name: "B", owner_uid: "another", territory_id: "north" });
    await put("/customers/of-another", { name: "C", owner_uid: "another", territory_id: "south" });
    await put("/customers/with-app", { name: "D", app_user_id: "the-app-user" });
    for (let n = 0; n < 60; n += 1) {
      await put(`/customers/many-${n}`, { name: `M${String(n).padStart(2, "0")}`, owner_uid: "the-sales_rep" });
    }
    await put("/orders/pos:1", { customer_id: "with-app", total_minor: 100, ordered_at: Timestamp.now() });
    await put("/orders/pos:2", { customer_id: "of-another", total_minor: 100, ordered_at: Timestamp.now() });
  });
}
