// The official SDK against firestore.rules: reads, live and paged queries, batches of commands, denials, offline and back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertFails, assertSucceeds } from "@firebase/rules-unit-testing";
import {
  collection,
  deleteDoc,
  disableNetwork,
  doc,
  enableNetwork,
  getDoc,
  getDocFromCache,
  getDocs,
  limit,
  onSnapshot,
  orderBy,
  query,
  setDoc,
  setLogLevel,
  startAfter,
  updateDoc,
  waitForPendingWrites,
  where,
  writeBatch,
} from "firebase/firestore";
import { aCommand, as, asCustomer, fill, openWall, ORG } from "./people.mjs";

setLogLevel("silent");
let wall;
before(async () => {
  wall = await openWall("demo-rules-js", { loadsRules: true });
  await fill(wall);
});
after(() => wall?.cleanup());

const customers = (db) => collection(db, `orgs/${ORG}/customers`);
const commands = (db) => collection(db, `orgs/${ORG}/commands`);
const rep = () => as(wall, "sales_rep");
const mine = (db) => query(customers(db), where("owner_uid", "==", "the-sales_rep"), orderBy("name"));

/** The first snapshot of a listener that fits. */
function until(target, fits) {
  return new Promise((resolve, reject) => {
    const stop = onSnapshot(target, { includeMetadataChanges: true }, (found) => {
      if (fits(found)) {
        stop();
        resolve(found);
      }
    }, reject);
  });
}

test("a rep reads an assigned customer, one of their territory, and no other", async () => {
  const db = rep();
  await assertSucceeds(getDoc(doc(customers(db), "assigned")));
  await assertSucceeds(getDoc(doc(customers(db), "in-territory")));
  await assertFails(getDoc(doc(customers(db), "of-another")));
});

test("the list of a rep's customers passes by owner and by territory, paged, and not without", async () => {
  const db = rep();
  const first = await getDocs(query(mine(db), limit(50)));
  const second = await getDocs(query(mine(db), limit(50), startAfter(first.docs.at(-1))));
  assert.deepEqual([first.size, second.size], [50, 11]);
  await assertSucceeds(getDocs(query(customers(db), where("territory_id", "in", ["north"]))));
  await assertFails(getDocs(query(customers(db), where("territory_id", "in", ["north", "south"]))));
  await assertFails(getDocs(query(customers(db), limit(10))));
});

test("a live list follows what the server writes, and one that is not lawful ends with a refusal", async () => {
  const db = rep();
  const changed = until(query(mine(db), where("stage", "==", "won")), (found) => found.size === 1);
  await wall.withSecurityRulesDisabled((context) =>
    updateDoc(doc(context.firestore(), `orgs/${ORG}/customers/assigned`), { stage: "won" }),
  );
  assert.equal((await changed).docs[0].id, "assigned");
  await assert.rejects(until(customers(db), (found) => !found.metadata.fromCache), { code: "permission-denied" });
});

test("a customer finds their own profile and orders by queries, and nobody else's", async () => {
  const db = asCustomer(wall);
  const profile = await getDocs(query(customers(db), where("app_user_id", "==", "the-app-user"), limit(1)));
  assert.deepEqual(profile.docs.map((each) => each.id), ["with-app"]);
  const orders = collection(db, `orgs/${ORG}/orders`);
  const own = await getDocs(query(orders, where("customer_id", "==", "with-app"), orderBy("ordered_at", "desc")));
  assert.deepEqual(own.docs.map((each) => each.id), ["pos:1"]);
  await assertFails(getDocs(query(orders, where("customer_id", "==", "of-another"))));
  await assertFails(getDoc(doc(customers(db), "assigned")));
});

test("no role writes a document of the server's", async () => {
  for (const role of ["owner", "manager", "sales_rep", "agent", "support", "marketing", "executive", "delivery", "finance"]) {
    const db = as(wall, role);
    const customer = doc(customers(db), "assigned");
    await assertFails(updateDoc(customer, { name: "x" }));
    await assertFails(setDoc(doc(customers(db), `new-${role}`), { name: "x" }));
    await assertFails(deleteDoc(customer));
  }
});

test("a batch of commands is taken whole, and refused whole for one that is forged", async () => {
  const db = as(wall, "agent");
  const batch = writeBatch(db);
  for (let n = 0; n < 20; n += 1) batch.set(doc(commands(db), `batch-${n}`), aCommand("the-agent"));
  await assertSucceeds(batch.commit());
  const forged = writeBatch(db);
  forged.set(doc(commands(db), "good"), aCommand("the-agent"));
  forged.set(doc(commands(db), "bad"), aCommand("the-agent", { status: "done" }));
  await assertFails(forged.commit());
  assert.equal((await getDoc(doc(commands(db), "good"))).exists(), false);
});

test("a batch of a customer's own commands stays within the limit of look-ups", async () => {
  const db = asCustomer(wall);
  const batch = writeBatch(db);
  for (let n = 0; n < 100; n += 1) batch.set(doc(commands(db), `own-${n}`), aCommand("the-app-user"));
  await assertSucceeds(batch.commit());
});

test("a command is created once: the same again, a change and a removal are refused", async () => {
  const db = as(wall, "agent");
  const command = doc(commands(db), "once");
  await assertSucceeds(setDoc(command, aCommand("the-agent")));
  await assertFails(setDoc(command, aCommand("the-agent")));
  await assertFails(updateDoc(command, { status: "done" }));
  await assertFails(deleteDoc(command));
});

test("commands made offline are seen at once as pending, and arrive when the network is back", async () => {
  const db = as(wall, "agent");
  await assertSucceeds(getDoc(doc(customers(db), "assigned")));
  await disableNetwork(db);
  assert.equal((await getDocFromCache(doc(customers(db), "assigned"))).data().name, "A");
  const command = doc(commands(db), "offline");
  const written = setDoc(command, aCommand("the-agent"));
  const own = query(commands(db), where("by_uid", "==", "the-agent"));
  const pending = await until(own, (found) => found.docs.some((each) => each.id === "offline"));
  const shown = pending.docs.find((each) => each.id === "offline");
  assert.equal(shown.metadata.hasPendingWrites, true);
  assert.equal(shown.data().status, undefined);
  await enableNetwork(db);
  await Promise.all([written, waitForPendingWrites(db)]);
  const arrived = await until(own, (found) => found.docs.some((e) => e.id === "offline" && !e.metadata.hasPendingWrites));
  assert.ok(arrived.docs.find((each) => each.id === "offline").data().created_at);
});

test("a command that the rules refuse after a time offline is told to the app and taken back", async () => {
  const db = as(wall, "executive");
  await disableNetwork(db);
  const command = doc(commands(db), "not-theirs");
  const written = setDoc(command, aCommand("the-executive"));
  await enableNetwork(db);
  await assert.rejects(written, { code: "permission-denied" });
  assert.equal((await getDoc(command)).exists(), false);
});

test("an app may listen to a command before it has arrived", async () => {
  const db = as(wall, "agent");
  const command = doc(commands(db), "early");
  const arrived = until(command, (found) => found.exists() && !found.metadata.hasPendingWrites);
  await setDoc(command, aCommand("the-agent"));
  assert.equal((await arrived).data().by_uid, "the-agent");
});
