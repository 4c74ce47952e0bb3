package dev.builderos.it;

import dev.builderos.contracts.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** The audit log as it stands in the database, followed from its first entry by the published rule of its hashes. */
record AuditChain(Postgres postgres) {
    private static final Digest START = Digest.ofRaw(new byte[32]);

    /** What is wrong with it, in words. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (String org : postgres.ask("select org from policy.audit_head")) {
            List<String> hashes = postgres.ask("select hash from policy.audit where org = ? order by seq", org);
            List<String> entries = postgres.ask("select entry from policy.audit where org = ? order by seq", org);
            List<String> numbers =
                    postgres.ask("select seq::text from policy.audit a where org = ? order by a.seq", org);
            Digest last = START;
            for (int i = 0; i < entries.size(); i++) {
                last = after(last, i + 1L, entries.get(i));
                if (!numbers.get(i).equals(String.valueOf(i + 1))
                        || !hashes.get(i).equals(last.value())) {
                    faults.add("entry " + numbers.get(i) + " at place " + (i + 1) + " of " + org + " does not follow");
                    break;
                }
            }
            String head = postgres.ask("select seq || ' ' || hash from policy.audit_head where org = ?", org)
                    .getFirst();
            if (!head.equals(entries.size() + " " + last.value())) {
                faults.add("the head of " + org + " is not its last entry");
            }
        }
        return faults;
    }

    private static Digest after(Digest last, long seq, String entry) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update((byte) 1);
        sha256.update(last.raw());
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(seq).array());
        sha256.update(entry.getBytes(StandardCharsets.UTF_8));
        return Digest.ofRaw(sha256.digest());
    }
}
