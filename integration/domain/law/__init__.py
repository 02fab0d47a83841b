"""What the law of delays asks: of a shop that ships to the United States, and of one that ships to the EU or the UK.

The two are kept apart, since they count different things: in the US shipment counts and silence decides (`shipment`),
in the EU and the UK possession counts and silence never decides (`possession`). A risk signal, not legal advice.
"""
