"""Grid and 12345 (网格与12345): what residents ring up for or grid workers find, handled as one work order.

Whose duty: the governance centre of the place (镇街、县区、市) takes in, classifies and dispatches; departments and
utilities handle; somebody outside the handling body calls back.
Under which rules: 国办发〔2020〕53号 (one closed loop of taking in, handing on, limits, supervision and feedback),
GB/T 33358-2016 and the series GB/T 44189 to 44192-2024. The limits of 12345 orders are custom and local rule, not
statute: what ships is a default that an installation confirms as its own.
"""
