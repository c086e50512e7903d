// The official SDK, the rules and the functions together: a command is given, and its outcome comes back to the app.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { collection, doc, onSnapshot, query, setDoc, setLogLevel, where } from "firebase/firestore";
import { aCommand, as, openWall, ORG } from "./people.mjs";

setLogLevel("silent");
let wall;
before(async () => {
  wall = await openWall(process.env.GCLOUD_PROJECT);
  await wall.withSecurityRulesDisabled((context) =>
    setDoc(doc(context.firestore(), `orgs/${ORG}/members/the-agent`), { roles: ["agent"], territory_ids: [] }),
  );
});
after(() => wall?.cleanup());

const commands = (db) => collection(db, `orgs/${ORG}/commands`);

/** What becomes of a command, as the list of the app's own commands tells it. */
function outcome(db, id) {
  return new Promise((resolve, reject) => {
    const stop = onSnapshot(query(commands(db), where("by_uid", "==", "the-agent")), (found) => {
      const command = found.docs.find((each) => each.id === id)?.data();
      if (command?.status) {
        stop();
        resolve(command);
      }
    }, reject);
  });
}

test("a command is done, and the app reads what it made", async () => {
  const db = as(wall, "agent");
  const settled = outcome(db, "enter");
  const data = { name: "Regular", phone: "+12025550147" };
  await setDoc(doc(commands(db), "enter"), aCommand("the-agent", { kind: "change_customer", data }));
  const { status, result } = await settled;
  assert.equal(status, "done");
  const found = await new Promise((resolve, reject) =>
    onSnapshot(doc(db, `orgs/${ORG}/customers/${result.customer_id}`), (each) => each.exists() && resolve(each), reject),
  );
  assert.equal(found.data().phone, "+12025550147");
});

test("a command that cannot be done is refused with the field and the reason", async () => {
  const db = as(wall, "agent");
  const settled = outcome(db, "wrong");
  const data = { name: "Regular", phone: "12" };
  await setDoc(doc(commands(db), "wrong"), aCommand("the-agent", { kind: "change_customer", data }));
  const { status, problems } = await settled;
  assert.equal(status, "refused");
  assert.deepEqual(problems.map((each) => each.path), ["phone"]);
});
