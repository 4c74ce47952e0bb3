@NullMarked
package dev.builderos.receipts.audit;

import org.jspecify.annotations.NullMarked;
