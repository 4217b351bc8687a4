"""Everyday words, folded: what is neither a name nor a reference, however it is written."""

COMMON = frozenset(
    """
quoi ces cette ce quel quelle comment pourquoi sont passt stimmt genau klar gerne correcto perfecto
lol lmao omg haha hahaha hehe xd tbh innit btw idk jaja jajaja mdr ptdr
parfait exact entendu esto eso cual nada todo leider kaputt defekt encore toujours ganz schon noch immer
a i about above actually address afraid after afternoon again against age agent ago ah alive all
allergic almost alone already alright also although always am an and angry another any anybody
anyone anything anyway anywhere apologies appointment appointments are aren't around as asap ask
asking at available away awful back bad bank be because bed been before begin behind being best
better between big bill birth birthday bit bleeding blood book booked booking both bother bring
brilliant broken brother bus business busy but buy by bye call called caller calling came can can't
cancel cannot cant car card care case cause certain certainly chance change changed check cheers
chest child children choice clear clinic close closed code cold come comes coming complain complaint
confirm confirmation confused contact cool correct cost cough could couple course currently customer
dad daily date daughter day days dead dear definitely delivered delivery dental dentist depends desk
details did didn't die died different difficult do doctor doctors does doesn't dog doing don't done
dont door double down dr drop due during each earlier earliest early easier easy eight eighteen
eighty either eleven else email emergency end english enough even evening ever every everybody
everyone everything exactly excellent excuse expired explain extra eye fair fallen family far fast
father feel feeling fell fever few fifteen fifty fill find fine first five follow following food
foot for forget forgot forty found four free friday friend from front full further get gets getting
give given glad go god goes going gone good goodbye got gotta grand great guess guy guys had half
hand happen happened happy hard has hasn't hate have haven't having he head headache hear heard
heart hello help helpful her here hers hey hi him his hold holiday home hope hospital hotel hour
hours house how however human hundred hungry hurry hurt hurting hurts husband i'd i'll i'm i've if
ill immediately important in indeed information insurance interested into invoice is isn't issue it
it's its january february march april may june july august september october november december job
just keep key kid kids kind knew know known lady last late later latest least leave left less let
let's like line list listen little live lives living long look looking lost lot lots love lovely low
lunch mad made mail main make making man manager many matter maybe me mean means meant medical
medication medicine meet meeting member message middle might mine minute minutes miss mobile moment
monday money month months more morning most mother move moved moving much mum must my myself name
named near nearly necessary need needed needs neither never new news next nice night nine nineteen
ninety no nobody none noon nope nor normal not nothing notice now number numbers o'clock obviously
of off offer office often oh ok okay old on once one ones only open opening opinion option or order
ordered orders other others our ours out outside over own pack paid pain painful papers parcel park
parking part party past patient pay paying payment people perfect perhaps person phone pick place
plan please pm policy poor possible post pounds prefer prescription pretty price private probably
problem problems process proper provide public purpose put quarter question questions quick quickly
quite quote rather ready real really reason receive received receptionist record reference refill
refund regarding registered regular remember remind repeat replace reply report request require
reschedule reservation rest result results return ride right ring robot room rude running sad safe
said same saturday save say saying schedule search seat second see seem seems seen send sent serious
service set seven seventeen seventy several shall she ship shop short should show sick sir sister
sit site six sixteen sixty sleep slot slots slow small so some somebody someone something sometimes
somewhere son soon sooner sorry sort sound sounds speak speaking spell spelled spelling spelt spoke
staff stand start starting status stay still stomach stop stopped store straight street stuff stupid
such suddenly sunday sure surely surgery surname swear swollen symptoms table take taken taking talk
talking tell ten terrible text than thank thanks that that's that'd the their them then there
there's therefore these they they're thing things think third thirteen thirty this those though
thought thousand three through thursday time times tired to today together told tomorrow tonight too
tooth top total touch tried true trust try trying tuesday turn twelve twenty twice two type um under
understand unfortunately until up upset urgent us use used usual usually very via visit vomiting
wait waiting walk want wanted wants was wasn't way we we'd we'll we're we've wednesday week weekend
weeks weird welcome well went were weren't what what's whatever when where which while who whoever
whole whom whose why wife will wish with within without woman won't wonder wonderful word words work
working works world worried worry worse worst would wouldn't write wrong yeah year years yep yes
yesterday yet you you'd you'll you're you've your yours zero
mr mrs ms miss mister madam
si no por favor gracias hola buenos buenas dias tardes noches quiero necesito una uno cita para con
el la los las mi nombre me llamo soy es que como esta estoy tengo puedo puede hoy manana ayer lunes
martes miercoles jueves viernes sabado domingo de del al y o pero muy bien mal ahora vale claro
perdon doctor doctora hora semana mes dolor cancelar reservar reserva pedido llamar hablar ayuda
usted quisiera cualquiera cuando donde
oui non merci bonjour bonsoir je suis mon nom une un rendez vous avec pour le les demain hier lundi
mardi mercredi jeudi vendredi samedi dimanche et ou mais tres mal maintenant d'accord pardon docteur
heure semaine mois douleur annuler reserver commande appeler parler aide voudrais n'importe quand
est c'est j'ai pas besoin plait
ja nein danke bitte hallo guten tag morgen ich bin mein ist heisse eine einen termin mit fur der die
das den dem heute gestern montag dienstag mittwoch donnerstag freitag samstag sonntag und oder aber
premier premiere deuxieme dernier derniere primero primera segundo segunda ultimo ultima
erste ersten erster zweite zweiten letzte letzten
sehr gut schlecht jetzt arzt uhr woche monat schmerzen absagen buchen bestellung anrufen sprechen
hilfe mochte egal wann wo habe nicht kein brauche
trop tard peu tout toute plutot assez demasiado bastante algo ziemlich etwas
""".split()
)
