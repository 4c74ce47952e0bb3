package dev.builderos.contracts.policy;

import dev.builderos.contracts.Requester;
import dev.builderos.contracts.SourceFile;

/** Asks to compile and keep a policy, so that decisions can name it by digest. Refused with its problems when invalid. */
public record PinPolicy(Requester requester, SourceFile policy) {}
