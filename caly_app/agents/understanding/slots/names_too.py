"""Words that are names as well, folded: whoever is called so has a name, whatever else it says."""

# Given names, which stand first: "Hope Summers", "Rosa Blanco", "Jung Klein".
GIVEN = frozenset(
    """
abril africa agosto aime al alba ali amparo an ana ange angel angeles anna anne april art ash asuncion
august aurora aurore autumn basil belen ben bernd berta bill blanca blanche bob brook brooke camino
capucine carmen celeste cerise charity chase chip claire clara clay clement cliff comfort concepcion
constance constant consuelo cruz crystal daisy dale dawn dean desire desiree do dolly dolores domingo don
drew earl engel ernst esperanza estrella faith fe felicite felix fern fleur flor flore forest france frank
freya gay gene ginger gloria grace gracia grant gray guy harmony harry hazel heath heide heiko holly hope
inmaculada iris ivy jack jade jana jasmine jay jazmin jean jewel jimmy jo jonas joy julio june jung juste
justice kai ken kim kit lance lane leo leon lily linda ling lionne lluvia lucero lucky luna luz lys mai
mar margarita marguerite marie marin marina mark marta martin mary max may mei melody mercedes mercy mia
mike milagros miles min misty modeste narcisse nick nieves noel norm norma oceane olive olivia page paloma
pascal pastor pat patience paz pearl peg penny perla piedad pierre piers pilar poppy promise prudence
prune ravi ray reed reina reine remedios rich rob robin rocio rod roman rosa rosalie rosario rose ruby
rusty salvador sam sandy sangeet santa siegfried sierra skip sky so socorro sol solange soledad sonny
sterling stormy sue summer sunny terry tim tom tony trinidad trinity val valentin victor victoria viola
violet violeta violette wade walker ward will willow winter wolf yu
""".split()
)

# Family names: one stands alone, or behind another name.
FAMILY = GIVEN | frozenset(
    """
abbott abend acker adler albers allard allen alt amable amber amor amsel apfel archer arnold arroyo
auberge bach backer baker ball bank banks barber barbier baron barrio bart bauer baum bay beau beaufort
beaumont beck becker beil bel bell berg berger bernard best binder bird bishop black blanc blanco blatt
bliss blood bloom blue blum blume blunt bock bohm bois bolivar bon bone bonnet boot bosque bote boucher
boulanger bourgeois brand brandt braun bravo breit bright brook brot brown bruce bruder brun brunner buch
bueno burger burns busch bush butcher butler caballero cabello cabeza calle calvo camacho campo campos
cano capilla card carpenter carpentier carter cartwright casa casado case cash castillo cerezo cerrada
challer chance chandler chapelle chapman charpentier charron chateau chevalier church ciervo close coffey
coffin cole collet comte conde constable constant cook cooper cordero correa costa court cousin couturier
cox crane crespo croix cross cruz cuesta daily dame day dear decker delacroix delgado dick diener dorn
dove drake draper drescher driver dupont duque dyer east egli eich eisen elm engel english escudero esel
essig fabre fair falk farmer farrow fass faure feld fiedler fiel field fields finch fine finger fink fisch
fischer fisher fleisch fleischer fletcher flores flowers fontaine foot ford fort foster fournier fowler
fox fraile franc franco freeman frei freitag french freund frick friend frisch fromm frosch frost fruhling
fuchs fuente fuentes fuhrmann gaillard gallo gans garde gardener garrido garten gast gato gendre gentil
gerber gerste girard glas glaser glocke gluck gold golden gomez good gordon graf grand grande gras grave
graves green grey grill gros gross grun guapo guerin guerra guerre guerrero gunther gut haas hafer hahn
hall hammer hand handschuh hardy hare hart hase hassan hatter haupt haus hawk head heard heart hecht heil
hell heller henne herbst herr herrero herz hicks hidalgo hierro hill hills himmel hirsch hirt hof hofer
hoffnung holiday holland holmes holz honig hood hook horn horne hoyos huber hubsch huerta huguenin hunt
hunter hut iglesia iglesias ireland irons izquierdo jager jardin joli joly jourdain judge junge kaiser
kalt kamm kamp karl kater kaufmann keen keller kessel key king kirch kirsch klein klug knabe knecht knight
koch kohl kohler konig korb korn kovacs krank kranz kraus krause krebs kreis kreuz krieg krone krug krumm
kuchen kuhl kuhn kummer kunst kunz kupfer kurz kuster lacroix ladron lake lamb lamm lang lange langlois
large law le leach leal leben leblanc lee legrand lehmann lehrer lenoir lenz leon leroy leser levasseur
licht lieb lieber light lim linde lindner little lobo locher lock lohn london long lord loup love low lowe
lozano lucas luck ludwig luft luque macher maestro maire maison maitre maler man mann manners manso
marchand marche marechal marin markt marques marrero marsh marshal marshall martel marz mason masson
maurer maus mayor mead meer mehl meier meister mejia mercer merchant mercier merino merle metzger meunier
meyer mignon mill miller minor mohn moine molina molinero mond montag monte montes moody moon moor moore
moreno morgen morrow moss moulin mound moya muller munk murillo muth nagel naranjo neal neat negro neuf
neumann noble noir noon north novo nunn nuss oakes ochs ohm okoro old olivares ost oster ott pack padre
page painter palacios palma palomar papst parada pardo parent paris park parker parra parsons pascua
pasteur pastor patel peace peach peacock pech pelayo pelletier pena pepper peral perrin petit pfaff
pfarrer pfeffer pfeifer pfeil pfister picard pike pilz pinson pinto piper pitt plaza pohl poirier pont
pool poole pope porte porter post potier potter potts pound power powers pozo prado prevost price pride
priest prieto prieur prince probst proud puente puerta puertas purse pyle quick quintero rabe rad rain
rainbow ramos rapp rasch rau read ready real recht reich reif reis renard rest rey reyes rhodes rice riche
richter rico rincon rind ring rio rios ritter rivage rivera rivers riviere roble roca rocher rock roi rojo
roldan romero rose rosen roser rossignol rot roth rouge roux roy rubio ruf ruh ruiz rush saal sack saddler
sadler sage sailor salas salt sand sander sanger santos sauer sauvage savage sawyer schafer schatz schein
scherer schiff schild schlager schlosser schmid schmidt schmied schneider schon schreiber schreiner
schroder schubert schulz schulze schuster schwab schwan schwarz schweiger seco segura seifert seigneur
seiler self sellers sergeant serrano shade sharma sharp sharpe shepherd shields ship short sierra silva
silver simon sims singer skinner slater sleep small smart smith snow sommer son song sonne sonntag soon
sosa soto soulier spath spears specht speed spencer sperling spiegel spitz spring staff stahl stark steel
steiger stein steiner stern stolz stone storch strange strauch strauss street strobel strong sturm style
suelo sung suss swan sweet swift tag tailleur tailor tall tan tanner tanzer tapia taube taylor teich
tellier temple tessier teufel texier thorn thurm tiger tiller tisserand tonnelier toro torre torres town
traub traum travers trost trout tucker turk turner twist ulrich unger vacher vale valiente valle vaquero
vega vela velasco verde vickers vidal viejo viento vigne villa villeneuve vino vogel vogt voisin voll
wagner waite wald wall walls walter walters wan washington wasser water waters weaver webb weber weeks weg
wein weiss wender werner west wetter wheeler white wiese wild winkler winner winter wirth wise wolf wolfe
wolff wood woods woodward worth wunder wurst wust young zapata zapatero ziegel ziegler zimmermann zorn
zorro zucker zweig
""".split()
)

# Of COMMON: one when it stands with another name or has a capital.
OF_COMMON = frozenset(
    "una jan may april june august will mark grace rose joy hope faith frank bill rob pat jack "
    "young long short king bishop"
    " price read ring small day best good wood park church hill field street love bright "
    "sharp stone baker cook page"
    " summer dawn sun art guy dean chase miles drew bell case friend major walker gray "
    "grant don dale dear card lane"
    " vale main little quick fair noon"
    " bank moss post rest early west north south east brown green white black gold son "
    "man mann le do an".split()
)
