"""An estate agency: homes to rent and to buy, viewings, wishes and valuations, offers."""
