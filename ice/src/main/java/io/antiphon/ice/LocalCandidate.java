package io.antiphon.ice;

import java.net.InetSocketAddress;

/** A candidate of ours, and the bound address that its packets leave from: its base. */
record LocalCandidate(Candidate candidate, InetSocketAddress boundAddress) {}
