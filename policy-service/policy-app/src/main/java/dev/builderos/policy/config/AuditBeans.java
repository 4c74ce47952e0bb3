package dev.builderos.policy.config;

import dev.builderos.policy.store.CheckpointFiles;
import dev.builderos.policy.usecase.CheckpointBook;
import dev.builderos.receipts.SigningKey;
import dev.builderos.receipts.TrustedKeys;
import dev.builderos.receipts.audit.CheckpointRule;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** What checkpoints are made with. */
@ApplicationScoped
class AuditBeans {
    @Produces
    @Singleton
    SigningKey signingKey(AuditConfig config) {
        try {
            return SigningKey.loadOrCreate(config.keys());
        } catch (IOException e) {
            throw new UncheckedIOException("no key to sign the audit log with: " + e.getMessage(), e);
        }
    }

    @Produces
    @Singleton
    CheckpointBook checkpointBook(AuditConfig config, SigningKey key) {
        try {
            TrustedKeys keys = TrustedKeys.load(config.keys(), List.of());
            return new CheckpointFiles(config.directory(), keys.and(key.verifyingKey()));
        } catch (IOException e) {
            throw new UncheckedIOException("the keys in " + config.keys() + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Produces
    @Singleton
    CheckpointRule checkpointRule(AuditConfig config) {
        return new CheckpointRule(config.entries(), config.patience());
    }
}
