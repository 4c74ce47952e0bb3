@NullMarked
package dev.builderos.cli.training;

import org.jspecify.annotations.NullMarked;
